# %% right="read_idx" why="numpy frombuffer with a copy, lengths in a list comprehension"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4:
        raise ValueError("header too short")
    if data[0] != 0 or data[1] != 0:
        raise ValueError("the first two bytes must be 0")
    if data[2] != 8:
        raise ValueError("not unsigned bytes")
    k = data[3]
    if k == 0:
        raise ValueError("no axes")
    start = 4 + 4 * k
    if len(data) < start:
        raise ValueError("header too short")
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(k)]
    if len(data) - start != math.prod(shape):
        raise ValueError("wrong number of numbers")
    numbers = np.frombuffer(data, np.uint8)[start:].copy()
    return torch.from_numpy(numbers).reshape(shape)
# %% right="read_idx" why="struct for the header, a Python list for the numbers"
import struct


def read_idx(data: bytes) -> Tensor:
    try:
        zero, kind, n_axes = struct.unpack_from(">HBB", data, 0)
        if zero or kind != 8 or not n_axes:
            raise ValueError(f"bad magic number {data[:4]!r}")
        lengths = struct.unpack_from(f">{n_axes}I", data, 4)
    except struct.error as error:
        raise ValueError("the header is cut off") from error
    body = data[4 + 4 * n_axes :]
    if math.prod(lengths) != len(body):
        raise ValueError(f"{len(body)} numbers do not fill {lengths}")
    return torch.tensor(list(body), dtype=torch.uint8).reshape(lengths)
# %% right="read_idx" why="torch.frombuffer over a bytearray, empty files guarded, while loop for the lengths"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 * data[3] + 4:
        raise ValueError("too few bytes for the header")
    if any(data[:2]) or data[2] != 8 or data[3] < 1:
        raise ValueError("this is no IDX file of unsigned bytes")
    lengths = []
    room = 1
    place = 4
    while len(lengths) < data[3]:
        one = 0
        for byte in data[place : place + 4]:
            one = one * 256 + byte
        lengths.append(one)
        room *= one
        place += 4
    if room != len(data) - place:
        raise ValueError(f"room for {room}, but there are {len(data) - place}")
    if room == 0:
        return torch.empty(lengths, dtype=torch.uint8)
    return torch.frombuffer(bytearray(data[place:]), dtype=torch.uint8).reshape(lengths)
# %% right="read_idx" why="a small reader class that takes byte after byte"
class ByteReader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        if self.at + n > len(self.data):
            raise ValueError("unexpected end of file")
        piece = self.data[self.at : self.at + n]
        self.at += n
        return piece

    def number(self):
        a, b, c, d = self.take(4)
        return (a << 24) | (b << 16) | (c << 8) | d


def read_idx(data: bytes) -> Tensor:
    reader = ByteReader(data)
    magic = reader.take(4)
    if magic[:3] != b"\x00\x00\x08" or magic[3] == 0:
        raise ValueError("wrong magic number")
    shape = tuple(reader.number() for _ in range(magic[3]))
    body = reader.take(math.prod(shape))
    if reader.at != len(data):
        raise ValueError("bytes are left over")
    return torch.from_numpy(np.array(list(body), dtype=np.uint8)).view(shape)
# %% right="read_idx" why="numpy big-endian dtype for the lengths, the result is filled in place"
def read_idx(data: bytes) -> Tensor:
    def damaged(text):
        return ValueError(f"damaged: {text}")

    if len(data) < 4:
        raise damaged("no header")
    z0, z1, kind, k = data[:4]
    if (z0, z1, kind) != (0, 0, 8):
        raise damaged("type")
    if not k:
        raise damaged("axes")
    end = 4 * (k + 1)
    if end > len(data):
        raise damaged("header")
    shape = np.frombuffer(data[4:end], dtype=">u4").tolist()
    if len(data) != end + math.prod(shape):
        raise damaged("length")
    result = torch.zeros(shape, dtype=torch.uint8)
    result.view(-1)[:] = torch.tensor(np.frombuffer(data[end:], np.uint8).astype(np.int16))
    return result
# %% wrong="read_idx" why="'a new tensor; whoever writes into it changes no other one': no copy, so two results of the same bytes share their memory"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    numbers = np.frombuffer(data, np.uint8)[start:]
    if len(numbers) != math.prod(shape):
        raise ValueError("length")
    return torch.from_numpy(numbers).reshape(shape)
# %% wrong="read_idx" why="'ValueError if there are fewer bytes than the header needs': IndexError for a file of fewer than 4 bytes"
def read_idx(data: bytes) -> Tensor:
    if data[0] != 0 or data[1] != 0 or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise ValueError("header")
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.tensor(list(data[start:]), dtype=torch.uint8).reshape(shape)
# %% wrong="read_idx" why="'if byte 0 or 1 is not 0': byte 1 is never looked at"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] != 0 or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.tensor(list(data[start:]), dtype=torch.uint8).reshape(shape)
# %% wrong="read_idx" why="'if byte 2 is not 8': 9, signed bytes, is let through"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[:2] != b"\0\0" or data[2] not in (8, 9) or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.tensor(list(data[start:]), dtype=torch.uint8).reshape(shape)
# %% wrong="read_idx" why="'ValueError if the number of axes is 0': a header with 0 axes and one number gives a tensor without axes"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)
# %% wrong="read_idx" why="'ValueError if there are more numbers than the shape has room for': not noticed when an axis has the length 0"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if 0 in shape:
        return torch.empty(shape, dtype=torch.uint8)
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.frombuffer(bytearray(data[start:]), dtype=torch.uint8).reshape(shape)
# %% wrong="read_idx" why="'An axis may have the length 0': torch.frombuffer refuses an empty buffer with a ValueError"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.frombuffer(bytearray(data[start:]), dtype=torch.uint8).reshape(shape)
# %% wrong="read_idx" why="'four bytes each': only the lower two bytes of a length are read, so 65536 and more is wrong"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [256 * data[i + 2] + data[i + 3] for i in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.tensor(list(data[start:]), dtype=torch.uint8).reshape(shape)
# %% wrong="read_idx" why="'ValueError if there are fewer or more numbers': the first axis is worked out from the file, so whole rows too few or too many are accepted"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    numbers = np.frombuffer(data, np.uint8)[start:].copy()
    if math.prod(shape) == 0 and len(numbers) == 0:
        return torch.empty(shape, dtype=torch.uint8)
    if len(shape) == 1 and len(numbers) != shape[0]:
        raise ValueError("length")
    return torch.from_numpy(numbers.reshape(-1, *shape[1:]))
# %% wrong="read_idx" why="'ValueError if there are fewer bytes than the header needs': only the first length is checked to be there; 0, 0, 8, 2 and one length gives an empty tensor"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 8:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    body = data[start:]
    if len(body) != math.prod(shape):
        raise ValueError("length")
    return torch.tensor(list(body), dtype=torch.uint8).reshape(shape)
# %% wrong="read_idx" why="'of the shape that the header names': axes of the length 1 are squeezed away"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or len(data) < 4 + 4 * data[3]:
        raise ValueError("header")
    if data[0] or data[1] or data[2] != 8 or data[3] == 0:
        raise ValueError("magic")
    start = 4 + 4 * data[3]
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if len(data) - start != math.prod(shape):
        raise ValueError("length")
    return torch.tensor(list(data[start:]), dtype=torch.uint8).reshape(shape).squeeze()
# %% wrong="read_idx" why="'ValueError if there are fewer numbers than the shape has room for': the product overflows in int64 (65536 four times is 0), and the reshape then raises a RuntimeError"
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
# %% right="digit_loaders" why="as the hint says, with a helper for the data sets"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    def data_set(digits, rows=slice(None)):
        pixels = digits.images[rows].flatten(1).to(torch.float32) / largest
        return TensorDataset(pixels, digits.labels[rows])

    order = torch.randperm(len(train.labels), generator=generator)
    first, others = order[:n_validation], order[n_validation:]
    return Loaders(
        train=DataLoader(
            data_set(train, others), batch_size=batch_size, shuffle=True, generator=generator
        ),
        validation=DataLoader(data_set(train, first), batch_size=batch_size),
        test=DataLoader(data_set(test), batch_size=batch_size),
    )
# %% right="digit_loaders" why="Subset with lists of indices"
from torch.utils.data import Subset


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    all_train = TensorDataset(train.images.reshape(len(train.images), -1).float() / largest, train.labels)
    all_test = TensorDataset(test.images.float().flatten(start_dim=1) / largest, test.labels)
    indices = torch.randperm(len(all_train), generator=generator).tolist()
    validation_set = Subset(all_train, indices[:n_validation])
    train_set = Subset(all_train, indices[n_validation:])
    a = DataLoader(train_set, batch_size, True, generator=generator, drop_last=False)
    b = DataLoader(validation_set, batch_size, shuffle=False)
    c = DataLoader(all_test, batch_size, shuffle=False)
    return Loaders(a, b, c)
# %% right="digit_loaders" why="a RandomSampler with the generator, and pixels divided in place on the copy"
from torch.utils.data import RandomSampler, SequentialSampler


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    n = train.images.shape[0]
    valid, rest = torch.randperm(n, generator=generator).split([n_validation, n - n_validation])
    parts = []
    for images, labels in (
        (train.images.index_select(0, rest), train.labels.index_select(0, rest)),
        (train.images.index_select(0, valid), train.labels.index_select(0, valid)),
        (test.images, test.labels),
    ):
        pixels = images.type(torch.float32)
        pixels.div_(largest)
        parts.append(TensorDataset(pixels.flatten(1), labels.clone()))
    sampler = RandomSampler(parts[0], generator=generator)
    return Loaders(
        DataLoader(parts[0], batch_size=batch_size, sampler=sampler),
        DataLoader(parts[1], batch_size=batch_size, sampler=SequentialSampler(parts[1])),
        DataLoader(parts[2], batch_size=batch_size, sampler=SequentialSampler(parts[2])),
    )
# %% right="digit_loaders" why="an own Dataset class that turns one picture into pixels when it is asked for"
from torch.utils.data import Dataset


class Rows(Dataset):
    def __init__(self, digits, rows, largest):
        self.digits, self.rows, self.largest = digits, rows, largest

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = self.rows[i]
        return self.digits.images[row].flatten().float() / self.largest, self.digits.labels[row]


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.images), generator=generator).tolist()
    training = Rows(train, order[n_validation:], largest)
    validation = Rows(train, order[:n_validation], largest)
    testing = Rows(test, list(range(len(test.images))), largest)
    return Loaders(
        DataLoader(training, batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(validation, batch_size=batch_size),
        DataLoader(testing, batch_size=batch_size),
    )
# %% right="digit_loaders" why="a mask for the training set: the others in their old order, since each epoch shuffles them anyway"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    n = len(train.labels)
    chosen = torch.randperm(n, generator=generator)[:n_validation]
    keep = torch.ones(n, dtype=torch.bool)
    keep[chosen] = False
    x_all = (train.images / largest).to(torch.float32).view(n, -1)
    x_test = (test.images / largest).to(torch.float32).flatten(1)
    settings = {"batch_size": batch_size}
    return Loaders(
        DataLoader(TensorDataset(x_all[keep], train.labels[keep]), shuffle=True, generator=generator, **settings),
        DataLoader(TensorDataset(x_all[chosen], train.labels[chosen]), **settings),
        DataLoader(TensorDataset(x_test, test.labels), **settings),
    )
# %% wrong="digit_loaders" why="'draws it from the same generator': the training loader shuffles by the global generator"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(sets[0], batch_size=batch_size, shuffle=True),
        DataLoader(sets[1], batch_size=batch_size),
        DataLoader(test_set, batch_size=batch_size),
    )
# %% wrong="digit_loaders" why="'draws it from the same generator': a new generator with the same seed shuffles"
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
# %% wrong="digit_loaders" why="'gives another order in each epoch': the order of the permutation is kept, nothing is shuffled"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    sets.append(TensorDataset(test.images.flatten(1).float() / largest, test.labels))
    return Loaders(*(DataLoader(one, batch_size=batch_size) for one in sets))
# %% wrong="digit_loaders" why="'another order in each epoch': the sampler is made a list, drawn once and then repeated"
from torch.utils.data import RandomSampler


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    sampler = list(RandomSampler(sets[0], generator=generator))
    return Loaders(
        DataLoader(sets[0], batch_size=batch_size, sampler=sampler),
        DataLoader(sets[1], batch_size=batch_size),
        DataLoader(test_set, batch_size=batch_size),
    )
# %% wrong="digit_loaders" why="'A minibatch has batch_size pictures': the validation loader hands out all at once"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(sets[0], batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(sets[1], batch_size=max(1, n_validation)),
        DataLoader(test_set, batch_size=batch_size),
    )
# %% wrong="digit_loaders" why="'Labels stay int64': they are handed out as int32"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)

    def data_set(images, labels):
        return TensorDataset(images.flatten(1).float() / largest, labels.int())

    return Loaders(
        DataLoader(
            data_set(train.images[order[n_validation:]], train.labels[order[n_validation:]]),
            batch_size=batch_size, shuffle=True, generator=generator,
        ),
        DataLoader(data_set(train.images[order[:n_validation]], train.labels[order[:n_validation]]), batch_size=batch_size),
        DataLoader(data_set(*test), batch_size=batch_size),
    )
# %% wrong="digit_loaders" why="'n_validation is at least 0': for 0 the slice [-0:] makes the validation set hold everything, and leaves nothing for training"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator).flip(0)
    others, first = order[:-n_validation], order[-n_validation:].flip(0)
    pixels = train.images.flatten(1).float() / largest
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(TensorDataset(pixels[others], train.labels[others]), batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(pixels[first], train.labels[first]), batch_size=batch_size),
        DataLoader(test_set, batch_size=batch_size),
    )
# %% wrong="digit_loaders" why="'The first n_validation of that order', also 0: one picture is always kept for validation"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    n_validation = max(n_validation, 1)
    order = torch.randperm(len(train.labels), generator=generator)
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(sets[0], batch_size=batch_size, shuffle=True, generator=generator),
        DataLoader(sets[1], batch_size=batch_size),
        DataLoader(test_set, batch_size=batch_size),
    )
# %% wrong="digit_loaders" why="'the same generator': a clone of it shuffles, so the given one does not move on in the epochs"
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
# %% wrong="digit_loaders" why="'is not left out': the training loader drops the last, shorter minibatch"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    pixels = train.images.flatten(1).float() / largest
    sets = [TensorDataset(pixels[rows], train.labels[rows]) for rows in (order[n_validation:], order[:n_validation])]
    test_set = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(sets[0], batch_size=batch_size, shuffle=True, generator=generator, drop_last=True),
        DataLoader(sets[1], batch_size=batch_size),
        DataLoader(test_set, batch_size=batch_size),
    )
# %% right="fit" why="plain loops, sums of losses and examples"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history
# %% right="fit" why="an inner function for one minibatch, single losses without reduction kept in a list"
def fit(network, batches, n_epochs, learning_rate):
    network.train(True)
    adam = torch.optim.Adam(list(network.parameters()), learning_rate)
    criterion = nn.CrossEntropyLoss(reduction="none")

    def step(x, y):
        for group in adam.param_groups:
            for parameter in group["params"]:
                parameter.grad = None
        each = criterion(network(x), y)
        each.mean().backward()
        adam.step()
        return each.tolist()

    result = []
    for epoch in range(n_epochs):
        losses = []
        for batch in batches:
            losses.extend(step(batch[0], batch[1]))
        result.append(math.fsum(losses) / len(losses))
    return result
# %% right="fit" why="log_softmax and gather by hand, a weighted numpy average at the end"
def fit(network, batches, n_epochs, learning_rate):
    opt = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    means: list[float] = []
    while len(means) < n_epochs:
        values, sizes = [], []
        for x, y in batches:
            opt.zero_grad(set_to_none=True)
            log_p = network(x).log_softmax(dim=1)
            loss = -log_p.gather(1, y.unsqueeze(1)).mean()
            loss.backward()
            opt.step()
            values.append(loss.item())
            sizes.append(y.shape[0])
        means.append(float(np.average(values, weights=sizes)))
    return means
# %% right="fit" why="a class with the optimiser, the sum kept as a tensor"
class Trainer:
    def __init__(self, network, learning_rate):
        self.network = network
        self.optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
        self.loss = nn.CrossEntropyLoss()

    def epoch(self, batches):
        summed = torch.zeros((), dtype=torch.float64)
        count = 0
        for pixels, labels in batches:
            self.optimiser.zero_grad()
            loss = self.loss(self.network(pixels), labels)
            loss.backward()
            self.optimiser.step()
            summed += loss.detach().double() * labels.numel()
            count += labels.numel()
        return (summed / count).item()


def fit(network, batches, n_epochs, learning_rate):
    network.train()
    trainer = Trainer(network, learning_rate)
    return [trainer.epoch(batches) for _ in range(n_epochs)]
# %% wrong="fit" why="'It serves all epochs': a new Adam in each epoch"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    history = []
    for _ in range(n_epochs):
        optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history
# %% wrong="fit" why="'A mean over examples': the mean of the minibatches' means"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        losses = []
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        history.append(sum(losses) / len(losses))
    return history
# %% wrong="fit" why="'fresh gradients (there may be old ones)': cleared only after each step, so the old ones are in the first step"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            loss.backward()
            optimiser.step()
            optimiser.zero_grad()
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history
# %% wrong="fit" why="'each with its loss before the step': the loss is measured again after the step"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(pixels), labels).backward()
            optimiser.step()
            with torch.no_grad():
                loss = nn.functional.cross_entropy(network(pixels), labels)
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history
# %% wrong="fit" why="'Adam ... otherwise as it comes': AdamW, which also decays the weights"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.AdamW(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history
# %% wrong="fit" why="'In each epoch, go through batches once': they are fetched once and kept, so a shuffling loader gives the same order in all epochs"
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
# %% wrong="fit" why="'ask nothing else of it', 'a mean over examples': divides by the size of a loader's data set, wrong where a sampler or drop_last shows fewer"
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
# %% wrong="fit" why="'for all parameters of the network': biases and other vectors are left out"
def fit(network, batches, n_epochs, learning_rate):
    matrices = [one for one in network.parameters() if one.ndim > 1]
    optimiser = torch.optim.Adam(matrices, lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history
# %% wrong="fit" why="'Put the network into training mode': only the outermost module gets it, a dropout inside stays in evaluation mode"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.training = True
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        history.append(total / n)
    return history
# %% wrong="fit" why="'For each minibatch: ... one step': gradients are gathered and one step is made for each epoch"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        optimiser.zero_grad()
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            loss.backward()
            total += loss.item() * len(labels)
            n += len(labels)
        optimiser.step()
        history.append(total / n)
    return history
# %% wrong="fit" why="'the mean cross-entropy of its logits' is what the step is for: the sum is differentiated, so a short minibatch pulls less in Adam's running means"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    history = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels, reduction="sum")
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item()
            n += len(labels)
        history.append(total / n)
    return history
# %% right="confusion_matrix" why="bincount of pair numbers"
def confusion_matrix(labels, predictions, n_classes):
    pairs = labels * n_classes + predictions
    return torch.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)
# %% right="confusion_matrix" why="index_put_ with accumulate"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    ones = torch.ones(len(labels), dtype=torch.int64)
    counts.index_put_((labels, predictions), ones, accumulate=True)
    return counts
# %% right="confusion_matrix" why="numpy add.at"
def confusion_matrix(labels, predictions, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=np.int64)
    np.add.at(counts, (labels.numpy(), predictions.numpy()), 1)
    return torch.from_numpy(counts)
# %% right="confusion_matrix" why="a loop over the classes, one row at a time"
def confusion_matrix(labels, predictions, n_classes):
    rows = []
    for j in range(n_classes):
        called = predictions[labels == j]
        rows.append(torch.bincount(called, minlength=n_classes))
    return torch.stack(rows)
# %% right="confusion_matrix" why="one-hot rows in float64, multiplied with einsum"
def confusion_matrix(labels, predictions, n_classes):
    classes = torch.arange(n_classes)
    truth = (labels[:, None] == classes).double()
    said = (predictions[:, None] == classes).double()
    return torch.einsum("nj,nk->jk", truth, said).long()
# %% right="confusion_matrix" why="scatter_add_ on a flat tensor"
def confusion_matrix(labels: Tensor, predictions: Tensor, n_classes: int) -> Tensor:
    flat = torch.zeros(n_classes * n_classes, dtype=torch.long)
    flat.scatter_add_(0, n_classes * labels + predictions, torch.ones_like(labels))
    return flat.view(n_classes, -1)
# %% wrong="confusion_matrix" why="'less than half of the time of a loop that reads one entry after the other': it is that loop"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    for i in range(len(labels)):
        counts[labels[i], predictions[i]] += 1
    return counts
# %% wrong="confusion_matrix" why="'the number of pictures': counted in uint8, so a cell with 256 or more starts again at 0"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.uint8)
    ones = torch.ones(len(labels), dtype=torch.uint8)
    counts.index_put_((labels, predictions), ones, accumulate=True)
    return counts.long()
# %% wrong="confusion_matrix" why="'[n_classes, n_classes]': pairs are numbered with 10, which is wrong for more than ten classes"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.bincount(labels * 10 + predictions, minlength=100)[:100]
    return counts.reshape(10, 10)[:n_classes, :n_classes].clone()
# %% wrong="confusion_matrix" why="'entry (j, k) is the number': the pair numbers are kept in uint8 and overflow from 17 classes on"
def confusion_matrix(labels, predictions, n_classes):
    pairs = labels.to(torch.uint8) * n_classes + predictions.to(torch.uint8)
    return torch.bincount(pairs.long(), minlength=n_classes**2).reshape(n_classes, n_classes)
# %% wrong="confusion_matrix" why="'a new int64 tensor': all calls with the same number of classes share one buffer"
BUFFERS: dict[int, Tensor] = {}


def confusion_matrix(labels, predictions, n_classes):
    counts = BUFFERS.setdefault(n_classes, torch.zeros(n_classes, n_classes, dtype=torch.int64))
    counts.zero_()
    counts.view(-1).index_add_(0, labels * n_classes + predictions, torch.ones_like(labels))
    return counts
# %% wrong="confusion_matrix" why="'[n_classes, n_classes]': for one class the result has no axes"
def confusion_matrix(labels, predictions, n_classes):
    pairs = labels * n_classes + predictions
    return torch.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes).squeeze()
# %% wrong="confusion_matrix" why="'entry (j, k) is the number of pictures': without accumulate each pair counts once only"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    counts[labels, predictions] += 1
    return counts
# %% wrong="confusion_matrix" why="'The truth stands in the rows': transposed"
def confusion_matrix(labels, predictions, n_classes):
    pairs = labels + predictions * n_classes
    return torch.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)
# %% wrong="confusion_matrix" why="'the number of pictures': one-hot rows are multiplied in float16, where counts above 2048 are rounded"
def confusion_matrix(labels, predictions, n_classes):
    truth = nn.functional.one_hot(labels, n_classes)
    said = nn.functional.one_hot(predictions, n_classes)
    total = torch.zeros(n_classes, n_classes, dtype=torch.float16)
    for start in range(0, len(labels), 1000):
        piece = truth[start : start + 1000].T @ said[start : start + 1000]
        total += piece.to(torch.float16)
    return total.long()
# %% right="confusion_figure" why="imshow as the hint says, with a colour bar"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    image = axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    figure.colorbar(image, ax=axes, label="share of the row")
    for j in range(n):
        for k in range(n):
            colour = "white" if shares[j, k] > 0.5 else "black"
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center", color=colour)
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted class", ylabel="true class")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure
# %% right="confusion_figure" why="pcolormesh with centres and an axis turned over, numpy for the shares"
def confusion_figure(matrix, names):
    counts = matrix.numpy()
    sums = counts.sum(axis=1)
    shares = np.zeros(counts.shape)
    for row, n_row in enumerate(sums):
        if n_row > 0:
            shares[row] = counts[row] / n_row
    fig = plt.figure(figsize=(5, 5))
    ax = fig.add_subplot()
    places = np.arange(len(names))
    ax.pcolormesh(places, places, shares, vmin=0, vmax=1, cmap="Greys", shading="nearest")
    ax.invert_yaxis()
    ax.set_aspect("equal")
    for (row, column), count in np.ndenumerate(counts):
        ax.text(
            column, row, f"{count:d}", horizontalalignment="center", verticalalignment="center",
            color="w" if shares[row, column] > 0.5 else "k",
        )
    ax.set_xticks(places)
    ax.set_xticklabels(names)
    ax.set_yticks(places)
    ax.set_yticklabels(names)
    ax.set_xlabel("predicted")
    ax.set_ylabel("true")
    ax.set_title("accuracy " + format(np.trace(counts) / counts.sum(), ".2f"))
    return fig
# %% right="confusion_figure" why="pyplot calls only, with matrix rows as lists and a longer title"
def confusion_figure(matrix, names):
    rows = matrix.tolist()
    shares = [[count / max(sum(row), 1) for count in row] for row in rows]
    right = sum(rows[i][i] for i in range(len(rows)))
    total = sum(map(sum, rows))
    fig = plt.figure()
    plt.imshow(shares, vmin=0.0, vmax=1.0)
    for y, row in enumerate(rows):
        for x, count in enumerate(row):
            plt.text(x, y, count, ha="center", va="center", color="black" if shares[y][x] > 0.5 else "white")
    plt.xticks(range(len(names)), names, rotation=45)
    plt.yticks(range(len(names)), names)
    plt.xlabel("what is predicted")
    plt.ylabel("the true digit")
    plt.title(f"{total} pictures, accuracy {right / total:.2f}")
    plt.colorbar()
    return fig
# %% right="confusion_figure" why="matshow, annotate for the counts, nan_to_num for empty rows"
def confusion_figure(matrix, names):
    fig, ax = plt.subplots()
    shares = torch.nan_to_num(matrix.double() / matrix.sum(1, keepdim=True), nan=0.0)
    ax.matshow(shares.numpy(), vmin=0, vmax=1, cmap="viridis")
    ax.xaxis.set_ticks_position("bottom")
    for j, k in np.ndindex(*matrix.shape):
        ax.annotate(
            f"{matrix[j, k].item()}", xy=(k, j), ha="center", va="center",
            color="black" if shares[j, k] > 0.6 else "white",
        )
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(range(len(names)), labels=list(names))
    ax.set(xlabel="predicted", ylabel="true")
    accuracy = matrix.diagonal().sum().item() / matrix.sum().item()
    ax.set_title(f"accuracy {accuracy:.2f}")
    return fig
# %% wrong="confusion_figure" why="'with two decimals': round drops the last zero, accuracy 0.5 for 0.50"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center")
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {round(int(matrix.trace()) / int(matrix.sum()), 2)}")
    return figure
# %% wrong="confusion_figure" why="'Each row and each column has its class name': names are cut to three letters"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center")
    short = [name[:3] for name in names]
    axes.set_xticks(range(n), short)
    axes.set_yticks(range(n), short)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure
# %% wrong="confusion_figure" why="'its count as a whole number': three significant digits, 1.23e+03 for 1234"
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
# %% wrong="confusion_figure" why="'Each row and each column has its class name': from eleven classes on every second one only"
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
# %% wrong="confusion_figure" why="'A new figure at each call': one figure with a name is cleared and used again"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure = plt.figure("confusion", clear=True)
    axes = figure.add_subplot()
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center")
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure
# %% wrong="confusion_figure" why="'which are also the limits of the colours': vmax is the largest share instead of 1"
def confusion_figure(matrix, names):
    n = len(names)
    shares = matrix.double() / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center")
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {int(matrix.trace()) / int(matrix.sum()):.2f}")
    return figure
# %% wrong="confusion_figure" why="'the sum of the diagonal through the sum of all': the plain mean of the recalls of the rows that have pictures"
def confusion_figure(matrix, names):
    n = len(names)
    sums = matrix.sum(dim=1)
    shares = matrix.double() / sums[:, None].clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
    for j in range(n):
        for k in range(n):
            axes.text(k, j, str(int(matrix[j, k])), ha="center", va="center")
    axes.set_xticks(range(n), names)
    axes.set_yticks(range(n), names)
    axes.set(xlabel="predicted", ylabel="true")
    axes.set_title(f"accuracy {shares.diagonal()[sums > 0].mean():.2f}")
    return figure
# %% wrong="confusion_figure" why="'its count as a whole number': counts go through float32, so 16777217 becomes 16777216"
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
# %% wrong="confusion_figure" why="'In the middle of each cell stands its count': no counts from eleven classes on"
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
# %% right="mistakes_figure" why="stable argsort of the hint, subplots without squeeze"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, figsize=(1.4 * n_columns, 3.4), squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=8)
    return figure
# %% right="mistakes_figure" why="Python lists sorted by a key, add_subplot by number, the probability in a second line"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    rows = probabilities.tolist()
    truth = labels.tolist()
    best = [row.index(max(row)) for row in rows]
    indices = sorted(range(len(rows)), key=lambda i: (-rows[i][best[i]], i))
    upper = [i for i in indices if best[i] == truth[i]]
    lower = [i for i in indices if best[i] != truth[i]]
    fig = plt.figure(figsize=(2 * n_columns, 4))
    for r, kind in enumerate((upper, lower)):
        for c in range(n_columns):
            ax = fig.add_subplot(2, n_columns, r * n_columns + c + 1)
            if c >= len(kind):
                ax.axis("off")
                continue
            i = kind[c]
            ax.imshow(images[i].numpy(), vmin=0, vmax=largest, cmap="gray")
            ax.set_xticks([])
            ax.set_yticks([])
            ax.set_title(f"true {truth[i]}, said {best[i]}\n{rows[i][best[i]]:.3f}")
    return fig
# %% right="mistakes_figure" why="numpy with lexsort, a gridspec, a helper for a panel"
def draw_panel(axes, picture, true, said, largest):
    axes.set_axis_off()
    if picture is None:
        return
    axes.matshow(picture, cmap="Greys", vmin=0, vmax=largest)
    axes.set_title("true %d, said %d" % (true, said))
    axes.set_axis_off()


def mistakes_figure(images, labels, probabilities, n_columns, largest):
    p, y, x = probabilities.numpy(), labels.numpy(), images.numpy()
    said, sure = p.argmax(axis=1), p.max(axis=1)
    order = np.lexsort((np.arange(len(y)), -sure))
    right = [i for i in order if said[i] == y[i]][:n_columns]
    wrong = [i for i in order if said[i] != y[i]][:n_columns]
    figure = plt.figure(layout="constrained")
    grid = figure.add_gridspec(2, n_columns)
    for r, some in ((0, right), (1, wrong)):
        padded = some + [None] * (n_columns - len(some))
        for c, i in enumerate(padded):
            axes = figure.add_subplot(grid[r, c])
            if i is None:
                draw_panel(axes, None, 0, 0, largest)
            else:
                draw_panel(axes, x[i], y[i], said[i], largest)
    return figure
# %% right="mistakes_figure" why="two separate sorts after nonzero, flat axes"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    answer = probabilities.argmax(dim=1)
    sure = probabilities.amax(dim=1)
    chosen = []
    for mask in (answer == labels, answer != labels):
        rows = mask.nonzero().flatten()
        _, places = torch.sort(sure[rows], descending=True, stable=True)
        own = rows[places][:n_columns].tolist()
        chosen.extend(own + [-1] * (n_columns - len(own)))
    fig, axs = plt.subplots(nrows=2, ncols=n_columns)
    for ax, i in zip(axs.ravel(), chosen, strict=True):
        ax.axis("off")
        if i >= 0:
            ax.imshow(images[i], clim=(0, largest), cmap="Greys")
            ax.set_title(f"true {labels[i].item()}, said {answer[i].item()} ({sure[i].item():.2f})")
    return fig
# %% wrong="mistakes_figure" why="'Of equally sure ones the one with the smaller index comes first': an ascending order is turned over"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(stable=True).flip(0)
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure
# %% wrong="mistakes_figure" why="'is as sure as that probability': sorted by the distance to the second largest probability"
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
# %% wrong="mistakes_figure" why="'n_columns: at least 1': for one column the axes have one dimension, and the index fails"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns)
    for r, kind in enumerate((order[is_right], order[~is_right])):
        for c in range(n_columns):
            panels[r, c].axis("off")
            if c < len(kind):
                i = int(kind[c])
                panels[r, c].imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
                panels[r, c].set_title(f"true {labels[i]}, said {said[i]}")
    return figure
# %% wrong="mistakes_figure" why="'If there are too few, the panels that are left stay empty': too few right ones raise an IndexError, only the lower row is guarded"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    right, wrong = order[is_right], order[~is_right]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)

    def draw(axes, i):
        axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
        axes.set_title(f"true {labels[i]}, said {said[i]}")

    for c in range(n_columns):
        panels[0, c].axis("off")
        panels[1, c].axis("off")
        draw(panels[0, c], int(right[c]))
        if c < len(wrong):
            draw(panels[1, c], int(wrong[c]))
    return figure
# %% wrong="mistakes_figure" why="'the surest first': probabilities are rounded to two decimals before sorting"
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
# %% wrong="mistakes_figure" why="'the surest pictures of their kind': answers with a probability of one half or less are left out although panels are free"
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
# %% wrong="mistakes_figure" why="'A new figure at each call': a named figure is cleared and used again"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    figure = plt.figure("mistakes", clear=True)
    panels = figure.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure
# %% wrong="mistakes_figure" why="'from 0 to largest in every panel': only vmax is given, so each panel begins at its own smallest number"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure
# %% wrong="mistakes_figure" why="'in both the ones first of which it is surest': the lower row is sorted by the smallest probability of the truth"
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
# %% wrong="mistakes_figure" why="'the panels that are left stay empty, with their axes switched off': the empty ones keep their frames and ticks"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
            axes.axis("off")
    return figure
# %% wrong="mistakes_figure" why="'the surest pictures of their kind': only the surest 2 * n_columns of all are looked at, so panels stay empty although there are mistakes"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)[: 2 * n_columns]
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False)
    for row, kind in zip(panels, (order[is_right], order[~is_right])):
        for axes in row:
            axes.axis("off")
        for axes, i in zip(row, kind.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}")
    return figure
