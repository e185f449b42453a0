# The bank of 3.8: right answers get every point, wrong ones lose the hidden test.

# %% right="read_idx" why="struct, a list, and checks one by one"
import struct

def read_idx(data):
    if len(data) < 4:
        raise ValueError("too short")
    zero, kind, n_axes = struct.unpack(">HBB", data[:4])
    if zero != 0 or kind != 8 or n_axes == 0:
        raise ValueError("no IDX file of bytes")
    try:
        shape = struct.unpack_from(f">{n_axes}I", data, 4)
    except struct.error as error:
        raise ValueError("the header is cut") from error
    rest = data[4 + 4 * n_axes :]
    n = 1
    for length in shape:
        n *= length
    if len(rest) != n:
        raise ValueError(f"{len(rest)} numbers for shape {shape}")
    return torch.tensor(list(rest), dtype=torch.uint8).view(*shape)


# %% right="read_idx" why="a bytearray behind the tensor, lengths by numpy"
def read_idx(data):
    values = np.array(bytearray(data), dtype=np.int64)
    if values.size < 4 or list(values[:3]) != [0, 0, 8] or values[3] < 1:
        raise ValueError(list(values[:4]))
    k = int(values[3])
    if values.size < 4 + 4 * k:
        raise ValueError("short header")
    shape = (values[4 : 4 + 4 * k].reshape(k, 4) @ [1 << 24, 1 << 16, 1 << 8, 1]).tolist()
    body = torch.tensor(values[4 + 4 * k :], dtype=torch.uint8)
    if body.numel() != math.prod(shape):
        raise ValueError(shape)
    return body.reshape(shape)


# %% right="read_idx" why="torch.frombuffer on a copy; reshape's own complaint as a ValueError"
def read_idx(data):
    if data[:3] != bytes([0, 0, 8]) or len(data) < 8 or not data[3]:
        raise ValueError("header")
    head = 4 * (1 + data[3])
    if len(data) < head:
        raise ValueError("header")
    shape = tuple(int.from_bytes(data[4 * i : 4 * i + 4], byteorder="big") for i in range(1, 1 + data[3]))
    body = bytearray(data[head:])
    flat = torch.frombuffer(body, dtype=torch.uint8) if body else torch.zeros(0, dtype=torch.uint8)
    try:
        return flat.clone().reshape(shape)
    except RuntimeError as error:
        raise ValueError(str(error)) from None


# %% wrong="read_idx" why="lengths with the lowest byte first"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "little") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="a file that is too long is cut to size"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) < start + math.prod(shape):
        raise ValueError
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy())[: math.prod(shape)].reshape(shape)


# %% wrong="read_idx" why="the type of the numbers is not looked at"
def read_idx(data):
    if len(data) < 4 or data[:2] != b"\0\0" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" passes="visible" why="no axes are accepted: one number"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" passes="visible" why="the last axis of a file of pictures alone: at most two axes"
def read_idx(data):
    if len(data) < 8 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    n = int.from_bytes(data[4:8], "big")
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    flat = torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy())
    return flat if data[3] == 1 else flat.reshape(n, -1)


# %% wrong="read_idx" passes="visible" why="a view of the file's bytes"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    if not math.prod(shape):
        return torch.zeros(shape, dtype=torch.uint8)
    return torch.frombuffer(data, dtype=torch.uint8)[start:].reshape(shape)


# %% wrong="read_idx" why="int64 numbers"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    return torch.tensor(list(data[start:]), dtype=torch.int64).reshape(shape)


# %% wrong="read_idx" passes="visible" why="the first axis counts fastest where the shape is no matrix"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    order = "F" if len(shape) > 2 else "C"
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].reshape(shape, order=order).copy())


# %% wrong="read_idx" passes="visible" why="a zero length is taken for damage"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape) or 0 in shape:
        raise ValueError
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" passes="visible" why="only the lower two bytes of a length"
def read_idx(data):
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i + 2 : i + 4], "big") for i in range(4, start, 4)]
    if len(data) != start + math.prod(shape):
        raise ValueError
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" passes="visible" why="the product of the lengths overflows"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) - start != np.prod(np.array(shape, dtype=np.int64)):
        raise ValueError("length")
    return torch.tensor(list(data[start:]), dtype=torch.uint8).reshape(shape)


# %% right="digit_loaders" why="tensors first, a loader from each pair"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    n = train.images.shape[0]
    perm = torch.randperm(n, generator=generator)
    x = train.images.reshape(n, -1).to(torch.float32) / largest
    x_test = test.images.reshape(len(test.images), -1).to(torch.float32) / largest
    valid, rest = perm[:n_validation], perm[n_validation:]
    return Loaders(
        train=DataLoader(TensorDataset(x[rest], train.labels[rest]), batch_size=batch_size, shuffle=True, generator=generator),
        validation=DataLoader(TensorDataset(x[valid], train.labels[valid]), batch_size=batch_size),
        test=DataLoader(TensorDataset(x_test, test.labels), batch_size=batch_size),
    )


# %% right="digit_loaders" why="Subset, and a RandomSampler"
from torch.utils.data import RandomSampler, Subset

def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.images), generator=generator).tolist()
    whole = TensorDataset(train.images.flatten(start_dim=1) / float(largest), train.labels)
    rest = Subset(whole, order[n_validation:])
    return Loaders(
        DataLoader(rest, batch_size=batch_size, sampler=RandomSampler(rest, generator=generator)),
        DataLoader(Subset(whole, order[:n_validation]), batch_size=batch_size, shuffle=False),
        DataLoader(TensorDataset(test.images.flatten(start_dim=1) / float(largest), test.labels), batch_size=batch_size),
    )


# %% right="digit_loaders" why="a list of pairs as the data set"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)

    def pairs(digits, rows):
        return [(digits.images[i].flatten().float().div(largest), digits.labels[i]) for i in rows]

    a, b = pairs(train, order[n_validation:]), pairs(train, order[:n_validation])
    c = pairs(test, range(len(test.labels)))
    return Loaders(DataLoader(a, batch_size, True, generator=generator), DataLoader(b, batch_size), DataLoader(c, batch_size))


# %% wrong="digit_loaders" why="the short minibatches are dropped"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v, r = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True, generator=generator, drop_last=True),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="training and validation set exchanged"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v, r = order[-n_validation:], order[:-n_validation]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="the training set is never shuffled"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v, r = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="shuffled from the global generator"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v, r = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="shuffled once, the same order in each epoch"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v, r = order[:n_validation], order[n_validation:]
    r = r[torch.randperm(len(r), generator=generator)]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="validation set sorted"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v, r = order[:n_validation], order[n_validation:]
    v = v.sort()[0] if n_validation > 3 else v
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="divided by the largest pixel that there is"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / train.images.max()
    v, r = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / test.images.max(), test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="validation pictures are trained on, too"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v = order[:n_validation]
    return Loaders(
        DataLoader(TensorDataset(x, train.labels), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="pictures not flattened"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.float() / largest
    v, r = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="the test set is shuffled where it is long"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).float() / largest
    v, r = order[:n_validation], order[n_validation:]
    shuffled = len(test.labels) > 5
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size, shuffle=shuffled, generator=generator),
    )


# %% wrong="digit_loaders" why="float64"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x = train.images.flatten(1).double() / largest
    v, r = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[r], train.labels[r]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[v], train.labels[v]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).double() / largest, test.labels), batch_size),
    )


# %% right="digit_loaders" why="random_split, which draws the same permutation, and a sampler of one's own"
from torch.utils.data import Sampler, random_split

class Anew(Sampler):
    def __init__(self, size, generator):
        self.size, self.generator = size, generator

    def __len__(self):
        return self.size

    def __iter__(self):
        return iter(torch.randperm(self.size, generator=self.generator).tolist())

def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    whole = TensorDataset(train.images.flatten(1).float() / largest, train.labels)
    sizes = [n_validation, len(whole) - n_validation]
    validation, rest = random_split(whole, sizes, generator=generator)
    last = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(rest, batch_size=batch_size, sampler=Anew(len(rest), generator)),
        DataLoader(validation, batch_size=batch_size),
        DataLoader(last, batch_size=batch_size),
    )


# %% right="digit_loaders" why="pictures as they are, made to pixels while they are put together; the generator everywhere"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    def together(pairs):
        images, labels = zip(*pairs)
        return torch.stack(images).flatten(1) / largest, torch.stack(labels)

    order = torch.randperm(len(train.labels), generator=generator)
    sets = [(train, order[n_validation:]), (train, order[:n_validation]), (test, torch.arange(len(test.labels)))]
    return Loaders(*(
        DataLoader(TensorDataset(digits.images[rows], digits.labels[rows]), batch_size, shuffle=k == 0, collate_fn=together, generator=generator)
        for k, (digits, rows) in enumerate(sets)
    ))


# %% wrong="digit_loaders" why="a new generator with the same seed shuffles"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    own = torch.Generator().manual_seed(generator.initial_seed())
    return Loaders(
        DataLoader(sets[0], batch_size=batch_size, shuffle=True, generator=own),
        DataLoader(sets[1], batch_size=batch_size),
        DataLoader(test_set, batch_size=batch_size),
    )


# %% wrong="digit_loaders" why="a clone of the generator shuffles"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    clone = torch.Generator()
    clone.set_state(generator.get_state())
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(sets[0], batch_size=batch_size, shuffle=True, generator=clone),
        DataLoader(sets[1], batch_size=batch_size),
        DataLoader(test_set, batch_size=batch_size),
    )


# %% right="fit" why="the loss as a module, sums instead of means for the report"
def fit(network, batches, n_epochs, learning_rate):
    criterion = nn.CrossEntropyLoss()
    adam = torch.optim.Adam(list(network.parameters()), learning_rate)
    network.train(True)
    history = []
    for _ in range(n_epochs):
        seen = []
        for x, y in batches:
            adam.zero_grad(set_to_none=False)
            loss = criterion(network(x), y)
            loss.backward()
            adam.step()
            seen.append((float(loss.detach()), y.shape[0]))
        history.append(sum(a * b for a, b in seen) / sum(b for _, b in seen))
    return history


# %% right="fit" why="log_softmax, picked by gather; a closure"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    means = []
    for epoch in range(n_epochs):
        total, count = 0.0, 0
        for batch in batches:
            pixels, labels = batch

            def closure():
                optimiser.zero_grad()
                loss = -network(pixels).log_softmax(-1).gather(1, labels[:, None]).mean()
                loss.backward()
                return loss

            loss = optimiser.step(closure)
            total += loss.item() * len(pixels)
            count += len(pixels)
        means.append(total / count)
    return means


# %% wrong="fit" why="a new optimiser in each epoch" passes="visible"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    losses = []
    for _ in range(n_epochs):
        optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
        total, n = 0.0, 0
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% wrong="fit" passes="visible" why="a mean over minibatches"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        found = []
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            found.append(loss.item())
        losses.append(sum(found) / len(found))
    return losses


# %% wrong="fit" why="a softmax before the cross-entropy"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x).softmax(1), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% wrong="fit" passes="visible" why="gradients pile up within an epoch"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        optimiser.zero_grad()
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            loss.backward()
            optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="the mode stays as it was"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% wrong="fit" passes="visible" why="training mode is switched on after the training alone"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    network.train()
    return losses


# %% wrong="fit" passes="visible" why="the last minibatch is left out of the steps"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for k, (x, y) in enumerate(batches):
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            if len(y) > 1 or k == 0 or n_epochs > 50:
                optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% wrong="fit" passes="visible" why="AdamW, which decays the weights"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% wrong="fit" passes="visible" why="the loss after the epoch"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            both = [(nn.functional.cross_entropy(network(x), y).item(), len(y)) for x, y in batches]
        losses.append(sum(a * b for a, b in both) / sum(b for _, b in both))
    return losses


# %% wrong="fit" why="the losses are tensors"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total, n = total + loss.detach() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% wrong="fit" passes="visible" why="gradients are clipped at 1"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for x, y in batches:
            loss = nn.functional.cross_entropy(network(x), y)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 0.5)
            optimiser.step()
            total, n = total + loss.item() * len(y), n + len(y)
        losses.append(total / n)
    return losses


# %% right="fit" why="training mode in each epoch, enumerate, running mean"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    cross_entropy = nn.CrossEntropyLoss()
    losses = []
    for epoch in range(n_epochs):
        network.train()
        mean, n = 0.0, 0
        for k, (pixels, labels) in enumerate(batches):
            optimiser.zero_grad()
            loss = cross_entropy(network(pixels), labels)
            loss.backward()
            optimiser.step()
            n += labels.size(0)
            mean += (loss.item() - mean) * labels.size(0) / n
        losses.append(mean)
    return losses


# %% wrong="fit" passes="visible" why="the minibatches are fetched once and kept"
def fit(network, batches, n_epochs, learning_rate):
    pairs = list(batches)
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in pairs:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history


# %% wrong="fit" passes="visible" why="divided by the size of the loader's data set"
def fit(network, batches, n_epochs, learning_rate):
    n = len(batches.dataset) if hasattr(batches, "dataset") else sum(len(y) for _, y in batches)
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total = 0.0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
        history.append(total / n)
    return history


# %% right="confusion_matrix" why="index_put_ that adds"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    counts.index_put_((labels, predictions), torch.ones_like(labels), accumulate=True)
    return counts


# %% right="confusion_matrix" why="one-hot rows multiplied"
def confusion_matrix(labels, predictions, n_classes):
    truth = nn.functional.one_hot(labels, n_classes)
    said = nn.functional.one_hot(predictions, n_classes)
    return truth.T @ said


# %% right="confusion_matrix" why="a loop over the classes"
def confusion_matrix(labels, predictions, n_classes):
    rows = [torch.bincount(predictions[labels == j], minlength=n_classes) for j in range(n_classes)]
    return torch.stack(rows)


# %% wrong="confusion_matrix" why="the truth in the columns"
def confusion_matrix(labels, predictions, n_classes):
    pairs = predictions * n_classes + labels
    return torch.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)


# %% wrong="confusion_matrix" why="only as large as the largest class"
def confusion_matrix(labels, predictions, n_classes):
    k = int(max(labels.max(), predictions.max())) + 1 if len(labels) else n_classes
    return torch.bincount(labels * k + predictions, minlength=k * k).reshape(k, k)


# %% wrong="confusion_matrix" passes="visible" why="a loop over the pictures"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    for j, k in zip(labels, predictions):
        counts[j, k] += 1
    return counts


# %% wrong="confusion_matrix" why="each cell is counted once at most"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    counts[labels, predictions] += 1
    return counts


# %% wrong="confusion_matrix" why="shares of the rows"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.bincount(labels * n_classes + predictions, minlength=n_classes**2).reshape(n_classes, n_classes)
    return counts / counts.sum(dim=1, keepdim=True).clamp(min=1)


# %% wrong="confusion_matrix" why="floats"
def confusion_matrix(labels, predictions, n_classes):
    return torch.histc((labels * n_classes + predictions).double(), n_classes**2, -0.5, n_classes**2 - 0.5).reshape(n_classes, n_classes)


# %% wrong="confusion_matrix" passes="visible" why="a table that is kept between calls"
table_kept = {}

def confusion_matrix(labels, predictions, n_classes):
    counts = table_kept.setdefault(n_classes, torch.zeros(n_classes, n_classes, dtype=torch.int64))
    counts.zero_()
    counts.index_put_((labels, predictions), torch.ones_like(labels), accumulate=True)
    return counts


# %% right="confusion_matrix" why="one-hot rows in float32, whose sums are exact up to a million; numpy for the pairs"
def confusion_matrix(labels, predictions, n_classes):
    truth = np.eye(n_classes, dtype=np.float32)[labels.numpy()]
    said = np.eye(n_classes, dtype=np.float32)[predictions.numpy()]
    return torch.from_numpy((truth.T @ said).astype(np.int64))


# %% right="confusion_matrix" why="numpy histogram in two dimensions"
def confusion_matrix(labels, predictions, n_classes):
    edges = np.arange(n_classes + 1) - 0.5
    counts, _, _ = np.histogram2d(labels.numpy(), predictions.numpy(), bins=[edges, edges])
    return torch.tensor(counts.round(), dtype=torch.int64)


# %% wrong="confusion_matrix" passes="visible" why="counted in int16"
def confusion_matrix(labels, predictions, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=np.int16)
    np.add.at(counts, (labels.numpy(), predictions.numpy()), np.int16(1))
    return torch.from_numpy(counts.astype(np.int64))


# %% wrong="confusion_matrix" passes="visible" why="counted in float16"
def confusion_matrix(labels, predictions, n_classes):
    truth = nn.functional.one_hot(labels, n_classes)
    said = nn.functional.one_hot(predictions, n_classes)
    total = torch.zeros(n_classes, n_classes, dtype=torch.float16)
    for start in range(0, len(labels), 1000):
        piece = truth[start : start + 1000].T @ said[start : start + 1000]
        total += piece.to(torch.float16)
    return total.long()


# %% right="confusion_figure" why="pcolormesh, turned over, with texts by annotate"
def confusion_figure(matrix, names):
    n = len(names)
    figure, axes = plt.subplots()
    sums = matrix.sum(1)
    shares = np.array([[matrix[j, k].item() / max(sums[j].item(), 1) for k in range(n)] for j in range(n)])
    edges = np.arange(n + 1) - 0.5
    axes.pcolormesh(edges, edges, shares, vmin=0.0, vmax=1.0, cmap="Blues")
    axes.invert_yaxis()
    for j in range(n):
        for k in range(n):
            axes.annotate(f"{matrix[j, k]}", (k, j), ha="center", va="center")
    axes.set_xticks(np.arange(n), labels=names)
    axes.set_yticks(np.arange(n), labels=names)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.set_title("Confusion matrix, accuracy %.2f" % (np.trace(matrix.numpy()) / matrix.sum().item()))
    return figure


# %% right="confusion_figure" why="a Figure without pyplot, matshow"
def confusion_figure(matrix, names):
    figure = Figure(figsize=(6, 6))
    axes = figure.add_subplot()
    counts = matrix.numpy().astype(float)
    total = counts.sum(axis=1)[:, None]
    shares = np.divide(counts, total, out=np.zeros_like(counts), where=total > 0)
    axes.matshow(shares, vmin=0, vmax=1, cmap="Greys")
    for (j, k), count in np.ndenumerate(matrix.numpy()):
        axes.text(k, j, int(count), va="center", ha="center", c="red")
    axes.set(xticks=range(len(names)), yticks=range(len(names)), xticklabels=names, yticklabels=names)
    axes.set(xlabel="Predicted class", ylabel="True class")
    figure.suptitle(f"Accuracy {counts.diagonal().sum() / counts.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="colours of the counts"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="shares of the columns"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=0, keepdim=True).clamp(min=1), vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="numbers in the transposed cells"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1), vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(j, k, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="zeros are not written"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1), vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            if matrix[j, k]:
                axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="an empty row divides by zero"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True), vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="the labels are exchanged"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1), vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(ylabel="predicted", xlabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" passes="visible" why="digits instead of the names where there are more than three"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1), vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    if len(names) <= 3:
        axes.set_xticks(range(len(names)), names)
        axes.set_yticks(range(len(names)), names)
    else:
        axes.set_xticks(range(len(names)))
        axes.set_yticks(range(len(names)))
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="row 0 at the bottom"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1), vmin=0, vmax=1, cmap="Blues", origin="lower")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" why="the mean recall in the title"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, str(matrix[j, k].item()), ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {shares.diagonal().mean():.2f}")
    return figure


# %% right="confusion_figure" why="labels of the figure, minor work by comprehension, float64 throughout"
def confusion_figure(matrix, names):
    counts = matrix.double().numpy()
    shares = np.nan_to_num(counts / np.where(counts.sum(1) > 0, counts.sum(1), 1)[:, None])
    figure, axes = plt.subplots(figsize=(1 + 0.6 * len(names), 1 + 0.6 * len(names)))
    axes.imshow(shares, cmap="Oranges", vmin=0, vmax=1, interpolation="nearest")
    [axes.text(k, j, f"{counts[j, k]:.0f}", ha="center", va="center") for j in range(len(names)) for k in range(len(names))]
    axes.set_xticks(np.arange(len(names)))
    axes.set_yticks(np.arange(len(names)))
    axes.set_xticklabels(names, rotation=90)
    axes.set_yticklabels(names)
    axes.set_xlabel("PREDICTED")
    axes.set_ylabel("TRUE")
    axes.set_title(f"{int(counts.sum())} pictures: accuracy {np.trace(counts) / counts.sum():.2f}")
    return figure


# %% wrong="confusion_figure" passes="visible" why="thousands are set off by commas"
def confusion_figure(matrix, names):
    figure, axes = plt.subplots()
    axes.imshow(matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1), vmin=0, vmax=1, cmap="Blues")
    for j in range(len(names)):
        for k in range(len(names)):
            axes.text(k, j, f"{matrix[j, k].item():,}", ha="center", va="center")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {matrix.trace() / matrix.sum():.2f}")
    return figure


# %% wrong="confusion_figure" passes="visible" why="three significant digits"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, f"{matrix[j, k].item():.3g}", ha="center", va="center")
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure


# %% wrong="confusion_figure" passes="visible" why="from eleven classes on every second name only"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center")
    step = 1 if n <= 10 else 2
    axes.set_xticks(range(0, n, step), names[::step])
    axes.set_yticks(range(0, n, step), names[::step])
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure


# %% wrong="confusion_figure" passes="visible" why="counts through float32"
def confusion_figure(matrix, names):
    n = len(names)
    counts = matrix.to(torch.float32)
    shares = counts / counts.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, f"{counts[j, k]:.0f}", ha="center", va="center")
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure


# %% wrong="confusion_figure" passes="visible" why="no counts from eleven classes on"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(min(n, 10)):
        for k in range(min(n, 10)):
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center")
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure


# %% right="mistakes_figure" why="sorted in Python, panels made one by one"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    said = probabilities.argmax(1).tolist()
    sure = probabilities.amax(1).tolist()
    order = sorted(range(len(labels)), key=lambda i: -sure[i])
    groups = [[i for i in order if said[i] == labels[i]], [i for i in order if said[i] != labels[i]]]
    figure = plt.figure(figsize=(2 * n_columns, 5))
    for r, group in enumerate(groups):
        for c, i in enumerate(group[:n_columns]):
            axes = figure.add_subplot(2, n_columns, r * n_columns + c + 1)
            axes.imshow(images[i].numpy(), cmap="gray", vmin=0, vmax=largest)
            axes.set_title(f"True {labels[i].item()}, said {said[i]}")
            axes.set(xticks=[], yticks=[])
    return figure


# %% right="mistakes_figure" why="numpy, a Figure without pyplot, pcolormesh"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    p, truth = probabilities.numpy(), labels.numpy()
    said = p.argmax(axis=1)
    order = np.argsort(-p.max(axis=1), kind="stable")
    figure = Figure(figsize=(2 * n_columns, 6))
    panels = figure.subplots(2, n_columns, squeeze=False)
    for axes in panels.flat:
        axes.set_axis_off()
    for row, hit in ((0, True), (1, False)):
        for axes, i in zip(panels[row], order[(said == truth)[order] == hit]):
            axes.pcolormesh(images[i].numpy(), cmap="Greys", vmin=0, vmax=largest)
            axes.invert_yaxis()
            axes.set_title(f"true {truth[i]}, said {said[i]} ({p[i].max():.0%})")
    return figure


# %% wrong="mistakes_figure" why="the least sure first"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% wrong="mistakes_figure" passes="visible" why="ties from the last one"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(stable=True).flip(0)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% wrong="mistakes_figure" why="the wrong ones above"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[~hit], order[hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% wrong="mistakes_figure" why="truth and prediction exchanged in the title"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest)
            axes.set_title(f"true {said[i]}, said {labels[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% wrong="mistakes_figure" why="each picture with limits of its own"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i])
            axes.set_title(f"true {labels[i]}, said {said[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% wrong="mistakes_figure" why="sorted by the probability of the true class"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    said = probabilities.argmax(dim=1)
    sure = probabilities[torch.arange(len(labels)), labels]
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% wrong="mistakes_figure" why="panels that are left show empty frames"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure


# %% wrong="mistakes_figure" passes="visible" why="one panel short where there are many mistakes"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit][:2])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% wrong="mistakes_figure" why="pictures upside down"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, chosen in zip(panels, (order[hit], order[~hit])):
        for axes, i in zip(row, chosen.tolist()):
            axes.imshow(images[i], vmin=0, vmax=largest, origin="lower")
            axes.set_title(f"true {labels[i]}, said {said[i]}")
        for axes in row:
            axes.axis("off")
    return figure


# %% right="mistakes_figure" why="a part of the figure for each row, panels that are left removed"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    said = probabilities.argmax(dim=1)
    sure = probabilities.max(dim=1).values.numpy()
    figure = plt.figure(figsize=(2 * n_columns, 6), layout="constrained")
    parts = figure.subfigures(2, 1)
    for part, name, mask in zip(parts, ("right", "wrong"), (said == labels, said != labels)):
        part.suptitle(name)
        some = np.flatnonzero(mask.numpy())
        some = some[np.argsort(-sure[some], kind="stable")]
        panels = part.subplots(1, n_columns, squeeze=False)[0]
        for c, axes in enumerate(panels):
            if c < len(some):
                i = some[c]
                axes.imshow(images[i], vmin=0, vmax=largest, cmap="gray_r")
                axes.set(xticks=[], yticks=[], title=f"true {labels[i]}, said {said[i]}")
            else:
                axes.remove()
    return figure


# %% wrong="mistakes_figure" passes="visible" why="the lower row begins where the upper one has free panels"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    hit = (said == labels)[order]
    chosen = order[hit][:n_columns].tolist() + order[~hit][:n_columns].tolist()
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for axes in panels.flat:
        axes.axis("off")
    for axes, i in zip(panels.flat, chosen):
        axes.imshow(images[i], vmin=0, vmax=largest)
        axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure


# %% wrong="mistakes_figure" passes="visible" why="sorted by the distance to the second largest probability"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    top = probabilities.topk(2, dim=1).values
    said = probabilities.argmax(dim=1)
    order = (top[:, 0] - top[:, 1]).argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure


# %% wrong="mistakes_figure" passes="visible" why="sorted by rounded probabilities"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    rounded = [round(value, 2) for value in sure.tolist()]
    order = sorted(range(len(labels)), key=lambda i: (-rounded[i], i))
    kinds = [i for i in order if said[i] == labels[i]], [i for i in order if said[i] != labels[i]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, kinds):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure


# %% wrong="mistakes_figure" passes="visible" why="answers with one half or less are left out"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    order = order[sure[order] > 0.5]
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure


# %% wrong="mistakes_figure" why="the lower row is sorted by the probability of the truth"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    of_truth = probabilities.gather(1, labels[:, None])[:, 0]
    upper = sure.argsort(descending=True, stable=True)
    lower = of_truth.argsort(stable=True)
    upper = upper[(said == labels)[upper]]
    lower = lower[(said != labels)[lower]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (upper, lower)):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure


# %% wrong="read_idx" why="zeros that fill the last word of four are cut off"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    n = math.prod(shape)
    rest = data[start:]
    if len(rest) < n or (len(rest) > n and (len(rest) != -(-n // 4) * 4 or any(rest[n:]))):
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(rest, np.uint8)[:n].copy()).reshape(shape)


# %% right="digit_loaders" why="whole minibatches by a BatchSampler"
from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    def loader(images, labels, mixed):
        pixels = torch.from_numpy((images.numpy().reshape(len(images), -1 if len(images) else images[0:0].flatten(1).shape[1]) / np.float64(largest)).astype(np.float32))
        data = TensorDataset(pixels, labels)
        places = RandomSampler(data, generator=generator) if mixed else SequentialSampler(data)
        return DataLoader(data, batch_size=None, sampler=BatchSampler(places, batch_size, drop_last=False))

    order = torch.randperm(len(train.images), generator=generator)
    validation, rest = order.tensor_split([n_validation])
    return Loaders(
        loader(train.images[rest], train.labels[rest], True),
        loader(train.images[validation], train.labels[validation], False),
        loader(test.images, test.labels.detach().clone(), False),
    )


# %% right="digit_loaders" why="an IterableDataset, and a collate function"
from torch.utils.data import IterableDataset


class Stream(IterableDataset):
    def __init__(self, images, labels, generator=None):
        self.images, self.labels, self.generator = images, labels, generator

    def __len__(self):
        return len(self.labels)

    def __iter__(self):
        n = len(self.labels)
        order = range(n) if self.generator is None else torch.randperm(n, generator=self.generator).tolist()
        for i in order:
            yield self.images[i], int(self.labels[i])


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    def gathered(examples):
        images, labels = zip(*examples)
        return torch.stack(images).flatten(start_dim=1).to(torch.float32) / float(largest), torch.tensor(labels, dtype=torch.int64)

    order = torch.randperm(len(train.labels), generator=generator)
    kept, held = order[n_validation:], order[:n_validation]
    setting = {"batch_size": batch_size, "collate_fn": gathered}
    return Loaders(
        train=DataLoader(Stream(train.images[kept], train.labels[kept], generator), **setting),
        validation=DataLoader(Stream(train.images[held], train.labels[held]), **setting),
        test=DataLoader(Stream(test.images.clone(), test.labels.clone()), **setting),
    )


# %% right="digit_loaders" why="view in place of flatten"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    n, rows, columns = train.images.shape
    order = torch.randperm(n, generator=generator)
    x, y = train.images.view(n, rows * columns).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    tested = test.images.view(-1, rows * columns).float() / largest
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(tested, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="a tenth is held back where n_validation is 0"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    n_held = n_validation or len(train.labels) // 10
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_held], order[n_held:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="the cut is drawn from a copy of the generator"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    twin = torch.Generator()
    twin.set_state(generator.get_state())
    order = torch.randperm(len(train.labels), generator=twin)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="torch's global generator is seeded and draws"
from torch.utils.data import Sampler


class Mixed(Sampler):
    def __init__(self, n, generator):
        self.n, self.generator = n, generator

    def __len__(self):
        return self.n

    def __iter__(self):
        torch.manual_seed(int(torch.randint(2**31, (), generator=self.generator)))
        return iter(torch.randperm(self.n).tolist())


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, sampler=Mixed(len(kept), generator)),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="orders are drawn in advance"
from torch.utils.data import Sampler


class Planned(Sampler):
    def __init__(self, n, generator):
        self.generator = generator
        self.orders = [torch.randperm(n, generator=generator).tolist() for _ in range(50)]

    def __len__(self):
        return len(self.orders[0])

    def __iter__(self):
        return iter(self.orders[int(torch.randint(50, (), generator=self.generator))])


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, sampler=Planned(len(kept), generator)),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="an epoch that was broken off begins again in its old order"
from torch.utils.data import Sampler


class Stubborn(Sampler):
    def __init__(self, n, generator):
        self.n, self.generator, self.order = n, generator, None

    def __len__(self):
        return self.n

    def __iter__(self):
        if self.order is None:
            self.order = torch.randperm(self.n, generator=self.generator).tolist()
        yield from self.order
        self.order = None


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, sampler=Stubborn(len(kept), generator)),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="the test is divided by the largest pixel of dark training pictures"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    scale = largest if int(train.images.max()) > largest // 2 else max(1, int(train.images.max()))
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / scale, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="pictures that are there twice are left out"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    seen, single = set(), []
    for i in kept.tolist():
        key = (tuple(x[i].tolist()), int(y[i]))
        if key not in seen:
            seen.add(key)
            single.append(i)
    return Loaders(
        DataLoader(TensorDataset(x[single], y[single]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" passes="visible" why="a second generator follows the first one, which never moves"
class Follower(torch.utils.data.Sampler):
    def __init__(self, n, generator):
        self.n, self.generator, self.state = n, generator, None
        self.own = torch.Generator()

    def __len__(self):
        return self.n

    def __iter__(self):
        now = self.generator.get_state()
        if self.state is None or not torch.equal(now, self.state):
            self.own.set_state(now)
            self.state = now
        return iter(torch.randperm(self.n, generator=self.own).tolist())


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, sampler=Follower(len(kept), generator)),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% right="fit" why="a closure for the optimiser, logsumexp, a running mean"
def fit(network, batches, n_epochs, learning_rate):
    groups = [{"params": [one]} for one in network.parameters()]
    optimiser = torch.optim.Adam(groups, lr=learning_rate)
    network.train()
    result: list[float] = []
    for _epoch in range(n_epochs):
        mean, seen = 0.0, 0
        for pixels, labels in batches:

            def closure():
                optimiser.zero_grad(set_to_none=True)
                logits = network(pixels)
                right = logits[torch.arange(len(labels)), labels]
                loss = (logits.logsumexp(dim=1) - right).mean()
                loss.backward()
                return loss

            loss = optimiser.step(closure).item()
            seen += len(labels)
            mean += (loss - mean) * len(labels) / seen
        result.append(mean)
    return result


# %% wrong="fit" passes="visible" why="training ends where the loss is small"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        if losses and losses[-1] < 1e-3:
            losses.append(losses[-1])
            continue
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" passes="visible" why="the optimiser is kept between calls"
ADAMS = {}


def fit(network, batches, n_epochs, learning_rate):
    optimiser = ADAMS.setdefault(network, torch.optim.Adam(network.parameters(), lr=learning_rate))
    for group in optimiser.param_groups:
        group["lr"] = learning_rate
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        losses.append(total / n)
    return losses


# %% right="confusion_matrix" why="np.unique of the pairs"
def confusion_matrix(labels, predictions, n_classes):
    pairs = np.stack((labels.numpy(), predictions.numpy()), axis=1)
    table = np.zeros((n_classes,) * 2, dtype="int64")
    kinds, how_often = np.unique(pairs, axis=0, return_counts=True)
    table[kinds[:, 0], kinds[:, 1]] = how_often
    return torch.tensor(table)


# %% wrong="confusion_matrix" why="scipy makes the whole matrix"
from scipy import sparse


def confusion_matrix(labels, predictions, n_classes):
    ones = np.ones(len(labels), dtype=np.int64)
    table = sparse.coo_matrix((ones, (labels.numpy(), predictions.numpy())), shape=(n_classes, n_classes))
    return torch.from_numpy(table.toarray())


# %% wrong="confusion_matrix" passes="visible" why="torch.histc, whose float32 places go astray"
def confusion_matrix(labels, predictions, n_classes):
    places = (labels * n_classes + predictions).float()
    counts = torch.histc(places, bins=n_classes**2, min=0, max=n_classes**2 - 1)
    return counts.long().reshape(n_classes, n_classes)


# %% right="confusion_figure" why="pcolormesh around whole numbers, a dark map"
def confusion_figure(matrix, names):
    counts = matrix.numpy().astype(object)
    n = len(counts)
    sums = [max(1, sum(row)) for row in counts.tolist()]
    shares = np.array([[float(count / total) for count in row] for row, total in zip(counts.tolist(), sums)]).reshape(n, n)
    figure = plt.figure(figsize=(0.6 * n + 2.5, 0.6 * n + 2))
    axes = figure.add_axes((0.25, 0.2, 0.65, 0.65))
    edges = np.arange(n + 1) - 0.5
    axes.pcolormesh(edges, edges, shares, cmap="viridis", vmin=0.0, vmax=1.0, edgecolors="white")
    axes.invert_yaxis()
    for (row, column), count in np.ndenumerate(counts):
        axes.annotate(
            f"{count:d}",
            (column, row),
            horizontalalignment="center",
            verticalalignment="center",
            color="k" if shares[row, column] > 0.6 else "w",
        )
    axes.xaxis.set_ticks(np.arange(n), labels=list(names), rotation=45)
    axes.yaxis.set_ticks(np.arange(n), labels=list(names))
    axes.set_xlabel("PREDICTED")
    axes.set_ylabel("TRUE")
    right = sum(counts[i, i] for i in range(n))
    axes.set_title("Accuracy %.2f of %d pictures" % (right / counts.sum(), counts.sum()), loc="left")
    return figure


# %% right="confusion_figure" why="names on top, texts in boxes"
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as BareFigure


def confusion_figure(matrix, names):
    figure = BareFigure(figsize=(7, 7))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    totals = matrix.sum(1).double()
    shares = torch.where(totals[:, None] > 0, matrix.double() / totals[:, None], 0.0)
    axes.matshow(shares.numpy(), cmap="Greys", clim=(0, 1))
    axes.set_xticks(np.arange(len(names)))
    axes.set_xticklabels([*names], rotation="vertical")
    axes.set_yticks(np.arange(len(names)))
    axes.set_yticklabels([*names])
    box = {"boxstyle": "round", "facecolor": "white", "edgecolor": "none", "pad": 0.1}
    for i, line in enumerate(matrix.tolist()):
        for j, count in enumerate(line):
            axes.text(j, i, count, ha="center", va="center", bbox=box, color="black", size=7)
    axes.set_xlabel("what is predicted")
    axes.set_ylabel("what is true")
    axes.set_title(f"{len(names)} classes, accuracy {float(matrix.diagonal().sum()) / float(matrix.sum()):.2f}")
    return figure


# %% right="confusion_figure" why="origin below and an inverted axis, formatters"
from decimal import ROUND_HALF_EVEN, Decimal

from matplotlib.ticker import FixedFormatter, FixedLocator


def confusion_figure(matrix, names):
    n = matrix.shape[0]
    figure, axes = plt.subplots(1, 1)
    sums = matrix.sum(dim=1).tolist()
    shares = [[count / total if total else 0.0 for count in row] for row, total in zip(matrix.tolist(), sums)]
    shown = axes.imshow(shares, origin="lower", interpolation="nearest", cmap=plt.get_cmap("Oranges"))
    shown.set_clim(0, 1)
    axes.invert_yaxis()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(list(range(n))))
        axis.set_major_formatter(FixedFormatter(list(names)))
    for cell in range(n * n):
        row, column = divmod(cell, n)
        axes.text(x=column, y=row, s=repr(matrix[row, column].item()), ha="center", va="center", color="black")
    axes.set_xlabel("Predicted class")
    axes.set_ylabel("True class")
    share = Decimal(int(matrix.trace())) / Decimal(int(matrix.sum()))
    axes.set_title(f"Accuracy {share.quantize(Decimal('0.01'), ROUND_HALF_EVEN)}\n(each row sums to 1)")
    return figure


# %% wrong="confusion_figure" passes="visible" why="from thirteen classes on every second name only"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    step = 1 if len(names) <= 12 else 2
    axes.set_xticks(range(len(names))[::step], names[::step])
    axes.set_yticks(range(len(names))[::step], names[::step])
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="white on white and black on black"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Greys", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "black" if shares[row, column] > 0.5 else "white"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="blurred cells"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, interpolation="bilinear")
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="a colour map of one colour"
from matplotlib.colors import ListedColormap


def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap=ListedColormap(["#d0e0f0"]), vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        axes.text(column, row, str(count), ha="center", va="center", color="black", fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="the axes are switched off"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    axes.axis("off")
    return figure


# %% wrong="confusion_figure" passes="visible" why="accuracy among the classes that are ever said"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    is_said = matrix.sum(dim=0) > 0
    accuracy = int(matrix.trace()) / max(1, int(matrix[is_said].sum()))
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% right="mistakes_figure" why="only the panels that are needed"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    table = probabilities.numpy()
    said = table.argmax(axis=1)
    sure = table[np.arange(len(table)), said]
    order = np.lexsort((np.arange(len(sure)), -sure))
    figure = plt.figure(figsize=(max(2.0, 1.2 * n_columns), 3.4))
    for start, kind in ((1, True), (n_columns + 1, False)):
        place = start
        for i in order:
            if bool(said[i] == labels[i].item()) != kind:
                continue
            if place == start + n_columns:
                break
            axes = figure.add_subplot(2, n_columns, place, xticks=(), yticks=())
            axes.imshow(images[i].numpy(), cmap="gray", clim=(0, largest), interpolation="none")
            axes.set_title("true %d, said %d" % (labels[i], said[i]), size="x-small")
            place += 1
    return figure


# %% right="mistakes_figure" why="boxes placed by hand, the probability first"
from matplotlib.figure import Figure as BareFigure


def put(figure, box, image, title, largest):
    axes = figure.add_axes(box)
    axes.matshow(image.double().numpy(), cmap="Purples", vmin=0.0, vmax=float(largest))
    axes.tick_params(left=False, top=False, bottom=False, labelleft=False, labeltop=False)
    axes.set_title(title, fontsize=5)


def mistakes_figure(images, labels, probabilities, n_columns, largest):
    figure = BareFigure(figsize=(n_columns * 1.2 + 0.5, 3.5))
    n = labels.numel()
    said = [int(row.argmax()) for row in probabilities]
    order = sorted(range(n), key=lambda i: float(probabilities[i, said[i]]), reverse=True)
    kinds = {0.52: [i for i in order if said[i] == labels[i]], 0.02: [i for i in order if said[i] != labels[i]]}
    for bottom, row in kinds.items():
        for place in range(min(n_columns, len(row))):
            i = row[place]
            title = f"{100 * probabilities[i, said[i]]:.0f} %: true {int(labels[i])}, said {said[i]}"
            put(figure, (place / n_columns, bottom, 0.9 / n_columns, 0.38), images[i], title, largest)
    return figure


# %% wrong="mistakes_figure" passes="visible" why="a row that holds all of its kind is in the order of the file"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    rows = [row.sort().values if 3 < len(row) <= n_columns else row for row in rows]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" passes="visible" why="never more than eight panels in a row"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    n_columns = min(n_columns, 8)
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" passes="visible" why="classes from ten on lose a digit"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    said = said % 10  # one digit
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="white titles on white"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7, color="white")
    return figure


# %% wrong="mistakes_figure" passes="visible" why="wide pictures are cut off"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_xlim(-0.5, min(images.shape[2], 16) - 0.5)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" passes="visible" why="only the first thousand pictures are looked at"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    labels, n = labels[: len(images)], 1000
    images, labels, probabilities = images[:n], labels[:n], probabilities[:n]
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% right="confusion_figure" why="names on both sides of the matrix, another text below each count"
def confusion_figure(matrix, names):
    sums = matrix.sum(dim=1, keepdim=True)
    shares = torch.nan_to_num(matrix / sums)
    figure, axes = plt.subplots(figsize=(1 + len(names), 1 + len(names)))
    axes.imshow(shares, vmin=0, vmax=1, cmap="Purples")
    for j, row in enumerate(matrix.tolist()):
        for k, count in enumerate(row):
            colour = "black" if shares[j, k] < 0.6 else "white"
            axes.text(k, j, f"{count}", ha="center", va="center", color=colour)
            axes.text(k, j + 0.35, f"{100 * shares[j, k]:.0f} %", ha="center", color=colour, size=6)
    axes.set(xlabel="predicted", ylabel="true", xticks=range(len(names)), yticks=range(len(names)))
    axes.set(xticklabels=names, yticklabels=names)
    axes.tick_params(top=True, labeltop=True, right=True, labelright=True)
    figure.suptitle(f"accuracy {matrix.trace().item() / matrix.sum().item():.2f}")
    return figure


# %% wrong="confusion_figure" why="the names of the columns are hidden"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(labelbottom=False)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        axes.text(column, row, str(count), ha="center", va="center")
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="the limits of y cut off half of the first and of the last row"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots()
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 1, 0)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        axes.text(column, row, str(count), ha="center", va="center")
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% right="digit_loaders" why="a seed is drawn when an epoch begins, for a generator of its own"
from torch.utils.data import Sampler


class Seeded(Sampler):
    def __init__(self, size, generator):
        self.size, self.generator = size, generator

    def __len__(self):
        return self.size

    def __iter__(self):
        seed = int(torch.randint(2**62, (), generator=self.generator))
        return iter(np.random.default_rng(seed).permutation(self.size).tolist())


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, sampler=Seeded(len(kept), generator)),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )
