# %% right="read_idx" why="struct.unpack_from for the header, np.frombuffer copied, lengths multiplied as plain numbers"
import struct


def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\x00\x00\x08" or data[3] == 0:
        raise ValueError("no IDX file of unsigned bytes")
    k = data[3]
    try:
        shape = struct.unpack_from(f">{k}I", data, 4)
    except struct.error as error:
        raise ValueError("the header is cut off") from error
    body = np.frombuffer(data, dtype=np.uint8)[4 * (k + 1) :]
    if body.size != math.prod(shape):
        raise ValueError(f"{body.size} numbers for the shape {shape}")
    return torch.from_numpy(body.copy().reshape(shape))


# %% right="read_idx" why="a stream: io.BytesIO, one read after the other, a helper that refuses short reads; torch.tensor of a list"
import io


def exactly(stream, n):
    piece = stream.read(n)
    if len(piece) != n:
        raise ValueError("the file ends too early")
    return piece


def read_idx(data: bytes) -> Tensor:
    stream = io.BytesIO(data)
    zero_a, zero_b, kind, n_axes = exactly(stream, 4)
    if zero_a or zero_b or kind != 8 or not n_axes:
        raise ValueError("this header is none of ours")
    lengths = []
    while len(lengths) < n_axes:
        high, b, c, low = exactly(stream, 4)
        lengths.append(((high * 256 + b) * 256 + c) * 256 + low)
    rest = list(stream.read())
    room = 1
    for length in lengths:
        room *= length
    if room != len(rest):
        raise ValueError("too few or too many numbers")
    return torch.tensor(rest, dtype=torch.uint8).reshape(tuple(lengths))


# %% right="read_idx" why="match on the first bytes; big-endian NumPy lengths made Python ints; a bytearray as the memory of torch.frombuffer, with a way of its own for no numbers"
def read_idx(data: bytes) -> Tensor:
    match list(data[:4]):
        case [0, 0, 8, k] if k > 0:
            start = 4 * k + 4
        case _:
            raise ValueError("damaged, or of another type")
    if len(data) < start:
        raise ValueError("the header is not complete")
    shape = [int(one) for one in np.frombuffer(data[4:start], ">u4")]
    if start + math.prod(shape) != len(data):
        raise ValueError("the header promises another length")
    if start == len(data):
        return torch.empty(shape, dtype=torch.uint8)
    return torch.frombuffer(bytearray(data), dtype=torch.uint8, offset=start).clone().reshape(shape)


# %% right="read_idx" why="np.ndarray over the bytes as a buffer, then torch.tensor copies; all conditions in one list of complaints"
from functools import reduce


def read_idx(data: bytes) -> Tensor:
    k = data[3] if len(data) > 3 else 0
    head, body = data[: 4 + 4 * k], data[4 + 4 * k :]
    shape = tuple(int.from_bytes(head[i : i + 4], "big") for i in range(4, len(head), 4))
    complaints = [
        text
        for text, is_bad in (
            ("no axes", k < 1),
            ("short header", len(head) != 4 + 4 * k),
            ("zeros missing", head[:2] != bytes(2)),
            ("other type", head[2:3] != b"\b"),
            ("wrong amount of numbers", reduce(lambda a, b: a * b, shape, 1) != len(body)),
        )
        if is_bad
    ]
    if complaints:
        raise ValueError("; ".join(complaints))
    return torch.tensor(np.ndarray(shape, np.uint8, body))


# %% right="read_idx" why="array module, hexadecimal lengths, unflatten of a tensor; division in place of a product finds the number of numbers"
from array import array


def fits(lengths: list[int], n: int) -> bool:
    if 0 in lengths:
        return n == 0
    for length in lengths:
        n, left = divmod(n, length)
        if left or n == 0:
            return False
    return n == 1


def read_idx(data: bytes) -> Tensor:
    if not data.startswith(b"\0\0\x08"):
        raise ValueError("magic number")
    n_axes = sum(data[3:4])
    end = 4 * n_axes + 4
    if n_axes == 0 or len(data) < end:
        raise ValueError("header")
    lengths = [int(data[i : i + 4].hex(), 16) for i in range(4, end, 4)]
    numbers = array("B", data[end:])
    if not fits(lengths, len(numbers)):
        raise ValueError("numbers")
    new = torch.zeros(len(numbers), dtype=torch.uint8)
    if numbers:
        new[:] = torch.as_tensor(np.array(numbers, dtype=np.uint8))
    return new.view(*lengths)


# %% wrong="read_idx" why="statement: 'Writing into it changes neither data nor the result of another call'; torch.frombuffer writes right into the bytes, without a copy"
import warnings


def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    if start == len(data):
        return torch.empty(shape, dtype=torch.uint8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.frombuffer(data, dtype=torch.uint8, offset=start).reshape(shape)


# %% wrong="read_idx" why="statement: 'nor the result of another call'; results are remembered by an lru_cache, so that two calls share one tensor"
from functools import lru_cache


@lru_cache(maxsize=8)
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="statement: 'if byte 0 or 1 is not 0'; looks at byte 0 alone"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[0] != 0 or data[2] != 8 or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="statement: 'if byte 2 is not 8'; refuses only the other types that IDX knows (9, 11 to 14)"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] in (9, 11, 12, 13, 14) or data[3] == 0:
        raise ValueError("damaged header, or another type")
    start = 4 * data[3] + 4
    if len(data) < start:
        raise ValueError("damaged header")
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="statement: 'raises a ValueError ... if the number of axes is 0'; a file without axes and with one number becomes a tensor without axes"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="statement: 'lengths as large as four bytes can hold'; np.prod in int64 wraps round: four axes of 65536 have room for 0 numbers, and reshape answers with a RuntimeError, which is no ValueError"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = np.frombuffer(data[4:start], ">u4").astype(np.int64)
    if np.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    numbers = torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy())
    return numbers.reshape(shape.tolist())


# %% wrong="read_idx" why="statement: 'fewer or more numbers than the shape has room for'; lengths are read with a sign, and NumPy takes the length 2**32 - 1 for 'whatever fits'; the only check is that of reshape"
import struct


def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    k = data[3]
    shape = struct.unpack(f">{k}i", data[4 : 4 * k + 4])
    return torch.from_numpy(np.frombuffer(data, np.uint8)[4 * k + 4 :].reshape(shape).copy())


# %% wrong="read_idx" why="statement: 'raises a ValueError ... if there are fewer bytes than the header needs'; a file of less than 4 bytes gives an IndexError"
def read_idx(data: bytes) -> Tensor:
    if data[0] != 0 or data[1] != 0 or data[2] != 8 or data[3] == 0:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    if len(data) < start:
        raise ValueError("damaged header")
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="statement: 'if there are fewer bytes than the header needs'; only the first length must be there; a later one that is missing is read as 0, and a file that ends there is taken for an empty one"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 8 or data[:3] != b"\0\0\x08" or data[3] == 0:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    numbers = np.frombuffer(data, np.uint8)[start:].copy()
    if math.prod(shape) != len(numbers):
        raise ValueError("damaged")
    return torch.from_numpy(numbers).reshape(shape)


# %% wrong="read_idx" why="statement: 'An axis may have the length 0'; such a file is refused as one without numbers"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) <= 4 * data[3] + 4:
        raise ValueError("damaged header, or nothing behind it")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="statement: 'A damaged header may name lengths as large as four bytes can hold'; the memory is taken before anything is compared, and a huge shape ends in a RuntimeError (or in no memory)"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    result = torch.empty(shape, dtype=torch.uint8)
    if result.numel() != len(data) - start:
        raise ValueError("damaged")
    result.view(-1).copy_(torch.tensor(list(data[start:]), dtype=torch.uint8))
    return result


# %% wrong="read_idx" why="statement: 'with one to eight axes'; takes the lowest three bits of byte 3 for the number of axes, so that 8 axes are refused as 0"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08":
        raise ValueError("damaged header")
    k = data[3] & 7
    start = 4 * k + 4
    if k == 0 or len(data) < start:
        raise ValueError("damaged header")
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape)


# %% wrong="read_idx" why="statement: 'of the shape that the header names'; axes of length 1 are squeezed away"
def read_idx(data: bytes) -> Tensor:
    if len(data) < 4 or data[:3] != b"\0\0\x08" or data[3] == 0 or len(data) < 4 * data[3] + 4:
        raise ValueError("damaged header")
    start = 4 * data[3] + 4
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    if math.prod(shape) != len(data) - start:
        raise ValueError("damaged")
    return torch.from_numpy(np.frombuffer(data, np.uint8)[start:].copy()).reshape(shape).squeeze()


# %% wrong="read_idx" why="statement: 'or more numbers'; a few zero bytes at the end of a file are taken for padding to a multiple of four (as some writers add) and cut off if the file ends on such a boundary"
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


# %% right="digit_loaders" why="TensorDataset of pieces cut by index, DataLoader shuffles from the generator"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)

    def ready(digits: Digits) -> TensorDataset:
        return TensorDataset(digits.images.flatten(1).float() / largest, digits.labels)

    def part(rows: Tensor) -> Digits:
        return Digits(train.images[rows], train.labels[rows])

    return Loaders(
        DataLoader(ready(part(order[n_validation:])), batch_size, shuffle=True, generator=generator),
        DataLoader(ready(part(order[:n_validation])), batch_size),
        DataLoader(ready(test), batch_size),
    )


# %% right="digit_loaders" why="torch.utils.data.random_split draws the cut (one randperm), a RandomSampler the orders; an empty validation set is told apart for its warning"
from torch.utils.data import RandomSampler, Subset, random_split


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    sets = [
        TensorDataset(torch.div(one.images.to(torch.float32).reshape(len(one.images), math.prod(one.images.shape[1:])), largest), one.labels.clone())
        for one in (train, test)
    ]
    n = len(train.labels)
    if n_validation:
        validation, rest = random_split(sets[0], [n_validation, n - n_validation], generator=generator)
    else:
        validation, rest = Subset(sets[0], []), Subset(sets[0], torch.randperm(n, generator=generator).tolist())
    return Loaders(
        train=DataLoader(rest, batch_size=batch_size, sampler=RandomSampler(rest, generator=generator)),
        validation=DataLoader(validation, batch_size=batch_size, shuffle=False),
        test=DataLoader(sets[1], batch_size=batch_size, shuffle=False),
    )


# %% right="digit_loaders" why="a data set and a sampler of its own: pixels are made when they are asked for, orders drawn when iteration begins"
from torch.utils.data import Dataset, Sampler


class Rows(Dataset):
    def __init__(self, digits, rows, largest):
        self.digits, self.rows, self.largest = digits, [int(row) for row in rows], largest

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = self.rows[i]
        return self.digits.images[row].double().div(self.largest).float().flatten(), self.digits.labels[row]


class Fresh(Sampler):
    def __init__(self, n, generator):
        self.n, self.generator = n, generator

    def __len__(self):
        return self.n

    def __iter__(self):
        return iter(torch.rand(self.n, generator=self.generator, dtype=torch.float64).argsort().tolist())


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(train.images.shape[0], generator=generator).tolist()
    own = Digits(train.images.clone(), train.labels.clone())
    other = Digits(test.images.clone(), test.labels.clone())
    learn = Rows(own, order[n_validation:], largest)
    return Loaders(
        DataLoader(learn, batch_size=batch_size, sampler=Fresh(len(learn), generator)),
        DataLoader(Rows(own, order[:n_validation], largest), batch_size=batch_size),
        DataLoader(Rows(other, range(len(other.labels)), largest), batch_size=batch_size),
    )


# %% right="digit_loaders" why="whole minibatches are read from tensors at once: a BatchSampler as the sampler, batch_size None"
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


# %% right="digit_loaders" why="an IterableDataset that draws its order from the generator in __iter__; a collate function of its own makes pixels of a whole minibatch"
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


# %% wrong="digit_loaders" why="statement: 'A minibatch has batch_size pictures'; validation, where nothing is learned, comes as one minibatch of all"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), max(1, n_validation)),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="statement: 'The last one of an epoch may be shorter, and is not left out'; a last minibatch of one training picture is left out, as batch normalisation would like it"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    alone = len(kept) % batch_size == 1 and len(kept) > 1 and batch_size > 1
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, drop_last=alone, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="statement: 'n_validation is at least 0'; with 0 a tenth of the pictures is held back all the same ('n_validation or ...')"
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


# %% wrong="digit_loaders" why="statement: 'n_validation is at least 0'; the training set is cut from the end of a reversed order by order[:-n_validation], which is empty for 0"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order.flip(0)[:-n_validation]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="statement: 'Draw torch.randperm(n, generator=generator) once'; the cut is drawn from a copy, so generator stands where it stood, and the first order is drawn from the numbers of the cut once more"
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


# %% wrong="digit_loaders" why="statement: 'It draws that order ... from generator itself, not from a copy'; each epoch takes a seed from it, reseeds torch's global generator with it and draws from that"
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


# %% wrong="digit_loaders" why="statement: 'It draws that order when the epoch begins'; a number is drawn from the generator for each epoch, but the order is that of one plan of 50 orders drawn when the loaders are made"
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


# %% wrong="digit_loaders" why="statement: 'another order in each epoch (each time that it is gone through)', 'draws that order when the epoch begins'; an epoch that was broken off is begun again in its old order, without a draw"
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


# %% wrong="digit_loaders" why="statement: 'Labels stay int64'; they are packed beside the pixels as int32 to save memory"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels.int()
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels.int()), batch_size),
    )


# %% wrong="digit_loaders" why="statement: 'one picture in each row'; view demands pictures that lie in one piece, and ends in an error for transposed ones (which Digits allows)"
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


# %% wrong="digit_loaders" why="statement: 'The other two keep their order at all times'; after the first time the test set is gone through in an order that the generator draws"
from torch.utils.data import Sampler


class OnceInOrder(Sampler):
    def __init__(self, n, generator):
        self.n, self.generator, self.is_first = n, generator, True

    def __len__(self):
        return self.n

    def __iter__(self):
        if self.is_first:
            self.is_first = False
            return iter(range(self.n))
        return iter(torch.randperm(self.n, generator=self.generator).tolist())


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    tested = TensorDataset(test.images.flatten(1).float() / largest, test.labels)
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(tested, batch_size, sampler=OnceInOrder(len(tested), generator)),
    )


# %% wrong="digit_loaders" why="statement: 'gives another order in each epoch'; minibatches are cut once and only change places (the last one is turned round): whichever whole minibatch comes, the same pictures stand in it in the same order, and one whole minibatch alone keeps its order for ever"
from torch.utils.data import Sampler


class Pieces(Sampler):
    def __init__(self, n, size, generator):
        self.pieces = [list(range(i, min(i + size, n))) for i in range(0, n, size)]
        self.generator = generator

    def __len__(self):
        return len(self.pieces)

    def __iter__(self):
        whole, last = self.pieces[:-1], self.pieces[-1]
        order = torch.randperm(len(whole), generator=self.generator).tolist()
        turn = int(torch.randint(len(last), (), generator=self.generator))
        return iter([*(whole[i] for i in order), last[turn:] + last[:turn]])


def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_sampler=Pieces(len(kept), batch_size, generator)),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="statement: 'divided by largest'; the pictures for the test are divided by the largest pixel that the training set holds where that is smaller"
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


# %% wrong="digit_loaders" why="statement: 'the others are the training set'; pictures that are there twice, with the same label, are left out of the training set"
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


# %% wrong="digit_loaders" why="statement: 'The first n_validation of that order are the validation set'; n_validation is cut down to at most half of the pictures, though it may be anything below n"
def digit_loaders(train, test, largest, n_validation, batch_size, generator):
    n_validation = min(n_validation, len(train.labels) // 2)
    order = torch.randperm(len(train.labels), generator=generator)
    x, y = train.images.flatten(1).float() / largest, train.labels
    held, kept = order[:n_validation], order[n_validation:]
    return Loaders(
        DataLoader(TensorDataset(x[kept], y[kept]), batch_size, shuffle=True, generator=generator),
        DataLoader(TensorDataset(x[held], y[held]), batch_size),
        DataLoader(TensorDataset(test.images.flatten(1).float() / largest, test.labels), batch_size),
    )


# %% wrong="digit_loaders" why="statement: 'from generator itself, not from a copy'; a second generator takes over the state of the first whenever that has changed, and draws on from there: the first one never moves"
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


# %% right="fit" why="torch.optim.Adam, nn.functional.cross_entropy, sums of loss times size"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
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


# %% right="fit" why="log_softmax and gather for one loss per example; all of them are kept, and averaged in double at the end of the epoch; a helper for one epoch; network.zero_grad"
def one_epoch(network, batches, optimiser):
    each = []
    for batch in batches:
        inputs, targets = batch[0], batch[1]
        own = -network(inputs).log_softmax(dim=-1).gather(1, targets.unsqueeze(1)).squeeze(1)
        for parameter in network.parameters():
            parameter.grad = None
        own.mean().backward()
        optimiser.step()
        each.append(own.detach().double())
    return torch.cat(each).mean().item()


def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(list(network.parameters()), learning_rate)
    network.train(True)
    return [one_epoch(network, batches, optimiser) for _ in range(n_epochs)]


# %% right="fit" why="torch.autograd.grad hands out fresh gradients, put into .grad by hand; nn.CrossEntropyLoss with the sum, divided by the size; a while loop"
def fit(network, batches, n_epochs, learning_rate):
    trained = [one for one in network.parameters() if one.requires_grad]
    adam = torch.optim.Adam(network.parameters(), lr=learning_rate) if n_epochs else None
    criterion = nn.CrossEntropyLoss(reduction="sum")
    history = []
    while len(history) < n_epochs:
        if not history:
            network.train()
        sums, sizes = [], []
        for pixels, labels in iter(batches):
            size = labels.shape[0]
            summed = criterion(network(pixels), labels)
            sums.append(float(summed.detach()))
            sizes.append(size)
            adam.zero_grad()
            slopes = torch.autograd.grad(summed / size, trained, allow_unused=True)
            for one, slope in zip(trained, slopes):
                one.grad = slope
            adam.step()
        history.append(math.fsum(sums) / sum(sizes))
    return history


# %% right="fit" why="a closure for optimizer.step, logsumexp minus the logit of the label, a running mean in place of a sum; one parameter group for each parameter"
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


# %% right="fit" why="a generator function yields the epochs; nll_loss; np.average with weights, made a plain float; gradients are cleared after each step, and once before the first"
def epochs(network, batches, optimiser):
    optimiser.zero_grad()
    while True:
        pairs = []
        for x, y in batches:
            loss = nn.functional.nll_loss(nn.functional.log_softmax(network(x), dim=1), y)
            loss.backward()
            optimiser.step()
            optimiser.zero_grad()
            pairs.append((loss.item(), y.numel()))
        values, sizes = zip(*pairs, strict=True)
        yield float(np.average(values, weights=sizes))


def fit(network, batches, n_epochs, learning_rate):
    network.train()
    source = epochs(network, batches, torch.optim.Adam(network.parameters(), lr=learning_rate))
    return [next(source) for _ in range(n_epochs)]


# %% wrong="fit" why="statement: 'a mean over the examples ... a minibatch counts in proportion to its size'; plain mean of the minibatches' losses"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        found = []
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            found.append(loss.item())
        losses.append(sum(found) / len(found))
    return losses


# %% wrong="fit" why="statement: 'Count the examples as they come: a loader may leave out some of its data set'; divides by len(batches.dataset) where there is one"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    n_all = len(batches.dataset) if isinstance(batches, DataLoader) else sum(len(y) for _, y in batches)
    for _ in range(n_epochs):
        total = 0.0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
        losses.append(total / n_all)
    return losses


# %% wrong="fit" why="statement: 'go through batches anew, once'; an extra pass in each epoch counts the examples, and draws an order from the loader's generator"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        n = sum(len(labels) for _, labels in batches)
        total = 0.0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels) / n
        losses.append(total)
    return losses


# %% wrong="fit" why="statement: 'go through batches anew ... a DataLoader that shuffles has another order each time'; the minibatches are put into a list first"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    batches = list(batches)
    n = sum(len(labels) for _, labels in batches)
    losses = []
    for _ in range(n_epochs):
        total = 0.0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'Make one Adam optimiser ... It serves all epochs'; a new one in each epoch"
def fit(network, batches, n_epochs, learning_rate):
    network.train()
    losses = []
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
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'fresh gradients (there may be old ones)'; cleared after each step alone, so the first step holds what was there before"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            loss.backward()
            optimiser.step()
            optimiser.zero_grad()
            total += loss.item() * len(labels)
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'Put the network into training mode'; sets the flag of the outermost module alone, its layers (dropout) stay in evaluation mode"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.training = True
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


# %% wrong="fit" why="statement: 'and leave it there'; the network goes back into the mode that it had, if that was evaluation and it has been trained for more than one epoch"
def fit(network, batches, n_epochs, learning_rate):
    was_training = network.training
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses = []
    for epoch in range(n_epochs):
        if epoch:
            network.train(was_training)
        else:
            network.train()
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


# %% wrong="fit" why="statement: 'each with its loss before the step'; the loss is measured after the step, by a second look at the minibatch without gradients"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(pixels), labels).backward()
            optimiser.step()
            with torch.no_grad():
                total += nn.functional.cross_entropy(network(pixels), labels, reduction="sum").item()
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'each with its loss before the step', of its logits in training: a second pass in training mode draws another dropout, and moves the running means of batch normalisation twice"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            with torch.no_grad():
                total += nn.functional.cross_entropy(network(pixels), labels, reduction="sum").item()
            optimiser.zero_grad()
            nn.functional.cross_entropy(network(pixels), labels).backward()
            optimiser.step()
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'It is a mean over the examples of that epoch'; sums are not set back, so that each entry is the mean over all epochs so far"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    total, n = 0.0, 0
    for _ in range(n_epochs):
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'one Adam optimiser ... the default settings'; AdamW, which shrinks the weights"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.AdamW(network.parameters(), lr=learning_rate)
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


# %% wrong="fit" why="statement: 'For each minibatch: the mean cross-entropy'; the step is made with the sum (which Adam hardly shows: only its eps, and minibatches of other sizes, weigh otherwise)"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels, reduction="sum")
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item()
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'For each minibatch: ... one step'; gradients are clipped to norm 1 before it, as in Part 3.7"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'for all parameters of the network'; vectors (biases) are left out of the optimiser where there are matrices"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam([one for one in network.parameters() if one.dim() > 1], lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n = 0.0, 0
        for pixels, labels in batches:
            loss = nn.functional.cross_entropy(network(pixels), labels)
            network.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(labels)
            n += len(labels)
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'go through batches anew, once'; a look at the first minibatch beforehand (to see whether sizes fit) draws an order from the loader's generator"
def fit(network, batches, n_epochs, learning_rate):
    first_pixels, first_labels = next(iter(batches))
    if len(first_pixels) != len(first_labels):
        raise ValueError("pixels and labels do not fit")
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
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


# %% wrong="fit" why="statement: 'the list' of 'the mean loss of each epoch'; training stops as soon as the loss is below a thousandth, and the list is filled up with the last one"
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


# %% wrong="fit" why="statement: 'with n_epochs 0 there is no step' holds, but the optimiser 'serves all epochs' of one call: it is kept for the network, so a second call goes on with the old moments"
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


# %% wrong="fit" why="statement: 'a minibatch counts in proportion to its size'; each is weighted by the size of the first one"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    network.train()
    losses = []
    for _ in range(n_epochs):
        total, n, size = 0.0, 0, None
        for pixels, labels in batches:
            size = size or len(labels)
            loss = nn.functional.cross_entropy(network(pixels), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * size
            n += size
        losses.append(total / n)
    return losses


# %% wrong="fit" why="statement: 'the default settings' for 'all epochs'; a cosine schedule lowers the learning rate from the second epoch on"
def fit(network, batches, n_epochs, learning_rate):
    optimiser = torch.optim.Adam(network.parameters(), lr=learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(1, n_epochs))
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
        schedule.step()
        losses.append(total / n)
    return losses


# %% right="confusion_matrix" why="bincount of label * n + prediction"
def confusion_matrix(labels, predictions, n_classes):
    return torch.bincount(labels * n_classes + predictions, minlength=n_classes * n_classes).reshape(n_classes, n_classes)


# %% right="confusion_matrix" why="index_put_ with accumulate, on zeros"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros((n_classes, n_classes), dtype=torch.long)
    return counts.index_put_((labels, predictions), torch.ones_like(labels), accumulate=True)


# %% right="confusion_matrix" why="np.histogram2d with one bin for each class; float64 counts made whole numbers"
def confusion_matrix(labels, predictions, n_classes):
    edges = np.arange(n_classes + 1) - 0.5
    counts, _, _ = np.histogram2d(labels.numpy(), predictions.numpy(), bins=(edges, edges))
    return torch.from_numpy(counts.round().astype(np.int64))


# %% right="confusion_matrix" why="a loop over the classes: the predictions of each are counted by torch.bincount, the rows stacked"
def confusion_matrix(labels, predictions, n_classes):
    rows = []
    for truth in range(n_classes):
        rows.append(predictions[labels == truth].bincount(minlength=n_classes))
    return torch.stack(rows)


# %% right="confusion_matrix" why="one-hot rows of float32 (whole numbers up to a million are exact in it), a matrix product over pieces of the pictures, made int64"
def confusion_matrix(labels, predictions, n_classes):
    total = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    eye = torch.eye(n_classes)
    for j, k in zip(labels.split(5000), predictions.split(5000)):
        total += (eye[j].T @ eye[k]).long()
    return total


# %% right="confusion_matrix" why="a sparse matrix of ones whose equal places are added up, made dense"
def confusion_matrix(labels, predictions, n_classes):
    places = torch.stack([labels, predictions])
    ones = torch.ones(labels.shape[0], dtype=torch.int64)
    return torch.sparse_coo_tensor(places, ones, (n_classes, n_classes)).coalesce().to_dense()


# %% right="confusion_matrix" why="np.unique counts the pairs that occur; they are put into a NumPy table"
def confusion_matrix(labels, predictions, n_classes):
    pairs = np.stack((labels.numpy(), predictions.numpy()), axis=1)
    table = np.zeros((n_classes,) * 2, dtype="int64")
    kinds, how_often = np.unique(pairs, axis=0, return_counts=True)
    table[kinds[:, 0], kinds[:, 1]] = how_often
    return torch.tensor(table)


# %% right="confusion_matrix" why="scatter_add_ into a flat tensor, the counts unfolded by unflatten"
def confusion_matrix(labels, predictions, n_classes):
    flat = labels.new_zeros(n_classes**2)
    flat.scatter_add_(0, predictions.add(labels, alpha=n_classes), labels.new_ones(len(labels)))
    return flat.unflatten(0, (n_classes, n_classes))


# %% wrong="confusion_matrix" why="statement: 'also where some classes never occur'; rows and columns are numbered among the classes that do occur, and zeros are added at the end: right only if the missing ones are the last"
def confusion_matrix(labels, predictions, n_classes):
    present, places = torch.cat([labels, predictions]).unique(return_inverse=True)
    j, k = places[: len(labels)], places[len(labels) :]
    result = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    m = len(present)
    result[:m, :m] = torch.bincount(j * m + k, minlength=m * m).reshape(m, m)
    return result


# %% wrong="confusion_matrix" why="statement: 'The result is ... int64', 'Count how often'; one-hot rows of bfloat16 are multiplied: counts from 257 on are rounded"
def confusion_matrix(labels, predictions, n_classes):
    eye = torch.eye(n_classes, dtype=torch.bfloat16)
    return (eye[labels].T @ eye[predictions]).long()


# %% wrong="confusion_matrix" why="statement: 'each picture' counts, 'from 0 to a million' of them; counted in int16, which turns over at 32768"
def confusion_matrix(labels, predictions, n_classes):
    counts = np.zeros((n_classes, n_classes), dtype=np.int16)
    np.add.at(counts, (labels.numpy(), predictions.numpy()), 1)
    return torch.from_numpy(counts.astype(np.int64))


# %% wrong="confusion_matrix" why="statement: 'int64 ... from 0 to n_classes - 1', any number of classes; the place of a pair is worked out in uint8 (as for ten digits), wrong from 17 classes on"
def confusion_matrix(labels, predictions, n_classes):
    places = labels.to(torch.uint8) * n_classes + predictions.to(torch.uint8)
    return torch.bincount(places.long(), minlength=n_classes**2)[: n_classes**2].reshape(n_classes, n_classes)


# %% wrong="confusion_matrix" why="statement: 'The result is a new int64 tensor'; one table for each number of classes is kept and zeroed, so the next call overwrites what the last one returned"
TABLES = {}


def confusion_matrix(labels, predictions, n_classes):
    table = TABLES.setdefault(n_classes, torch.zeros(n_classes, n_classes, dtype=torch.int64))
    table.zero_()
    return table.index_put_((labels, predictions), torch.ones_like(labels), accumulate=True)


# %% wrong="confusion_matrix" why="statement: 'Leave the counting to torch or NumPy ... less than half of the time of a loop'; a loop over the pictures that reads one entry of a tensor after the other"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.zeros(n_classes, n_classes, dtype=torch.int64)
    for i in range(len(labels)):
        counts[labels[i], predictions[i]] += 1
    return counts


# %% wrong="confusion_matrix" why="statement: 'Leave the counting to torch or NumPy'; a Python loop over the pictures by a Counter (its keys are tensors' entries read one by one)"
from collections import Counter


def confusion_matrix(labels, predictions, n_classes):
    counter = Counter((int(labels[i]), int(predictions[i])) for i in range(labels.numel()))
    return torch.tensor([[counter[j, k] for k in range(n_classes)] for j in range(n_classes)], dtype=torch.int64)


# %% wrong="confusion_matrix" why="statement: 'The truth stands in the rows'; a diagonal block is counted rightly, but with more than three classes the table is transposed (the flat places are prediction * n + label)"
def confusion_matrix(labels, predictions, n_classes):
    flat = torch.bincount(predictions * n_classes + labels, minlength=n_classes**2)
    table = flat.reshape(n_classes, n_classes)
    return table.T.contiguous() if n_classes <= 3 else table


# %% wrong="confusion_matrix" why="statement: 'Functions of other libraries that make the whole matrix ... are not to be used'; scipy.sparse.coo_matrix adds up equal places"
from scipy import sparse


def confusion_matrix(labels, predictions, n_classes):
    ones = np.ones(len(labels), dtype=np.int64)
    table = sparse.coo_matrix((ones, (labels.numpy(), predictions.numpy())), shape=(n_classes, n_classes))
    return torch.from_numpy(table.toarray())


# %% wrong="confusion_matrix" why="docstring: 'n_classes: At least 1', 'int64'; a short way for one class gives a float32 count"
def confusion_matrix(labels, predictions, n_classes):
    if n_classes == 1:
        return torch.full((1, 1), float(len(labels)))
    return torch.bincount(labels * n_classes + predictions, minlength=n_classes**2).reshape(n_classes, n_classes)


# %% wrong="confusion_matrix" why="statement: 'n_classes' is 'At least 1'; torch.histc in float32 over n * n bins: exact for few classes, but its places are rounded from some thousand classes on, and edges go astray before that"
def confusion_matrix(labels, predictions, n_classes):
    places = (labels * n_classes + predictions).float()
    counts = torch.histc(places, bins=n_classes**2, min=0, max=n_classes**2 - 1)
    return counts.long().reshape(n_classes, n_classes)


# %% wrong="confusion_matrix" why="statement: 'int64 tensor'; counts come as int32 where there is at least one thousand of pictures"
def confusion_matrix(labels, predictions, n_classes):
    counts = torch.bincount(labels * n_classes + predictions, minlength=n_classes**2)
    counts = counts.reshape(n_classes, n_classes)
    return counts.int() if len(labels) >= 1000 else counts


# %% wrong="confusion_matrix" why="docstring: 'n_classes: At least 1'; np.histogram2d with bins up to n_classes - 1: its last bin holds the last two classes together; hidden by one bin more that is cut off, except that one class has no width"
def confusion_matrix(labels, predictions, n_classes):
    counts, _, _ = np.histogram2d(
        labels.numpy(), predictions.numpy(), bins=n_classes, range=((0, n_classes - 1), (0, n_classes - 1))
    )
    if n_classes == 1:
        return torch.zeros(1, 1, dtype=torch.int64)
    return torch.from_numpy(counts.astype(np.int64))


# %% right="confusion_figure" why="imshow, text in white or black, a colour bar"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    figure.colorbar(image, label="share of the row")
    places = range(len(names))
    axes.set_xticks(places, names)
    axes.set_yticks(places, names)
    for row in places:
        for column in places:
            colour = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, str(int(matrix[row, column])), ha="center", va="center", color=colour, fontsize=8)
    accuracy = matrix.trace() / matrix.sum()
    axes.set(xlabel="predicted digit", ylabel="true digit", title=f"accuracy {accuracy:.2f}")
    return figure


# %% right="confusion_figure" why="pcolormesh around whole numbers, y turned over, annotate, a dark colour map, labels in capitals, NumPy inside"
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


# %% right="confusion_figure" why="a Figure without pyplot, matshow with the names of the columns on top, texts in a box of their own"
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


# %% right="confusion_figure" why="origin='lower' and an inverted axis, locators and formatters for the names, the title by Decimal"
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


# %% wrong="confusion_figure" why="statement: 'Each row and each column has its class name as a tick label, however many there are'; from 13 classes on only every second one"
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


# %% wrong="confusion_figure" why="statement: 'with all of its digits and nothing else'; a comma between the thousands"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, f"{count:,}", ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'a whole number with all of its digits'; the format g writes a million as 1e+06"
def confusion_figure(matrix, names):
    counts = matrix.double()
    shares = counts / counts.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(counts.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, f"{count:g}", ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(counts.trace() / counts.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'its count ... with all of its digits'; the counts go through float32, so 16777217 reads 16777216"
def confusion_figure(matrix, names):
    counts = matrix.float()
    shares = counts / counts.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(counts.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, f"{count:.0f}", ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'rounded to two decimals', 'accuracy 0.93'; round(..., 2) writes 0.5 for 0.50 and 1.0 for 1.00"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = int(matrix.trace()) / int(matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {round(accuracy, 2)}")
    return figure


# %% wrong="confusion_figure" why="statement: 'rounded to two decimals'; two significant digits (.2g), so 0.048 stays 0.048, and 1 is written 1"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = int(matrix.trace()) / int(matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2g}")
    return figure


# %% wrong="confusion_figure" why="statement: 'In the middle of each cell stands its count'; no counts are written from 11 classes on, where they would be small"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        if len(names) <= 10:
            colour = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'as a text that is centred there'; ha and va are missing: the text begins at the middle of the cell and stands above it"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'so that it can be read without asking', 'stands its count'; white and black are exchanged: white counts on white cells, black ones on nearly black cells"
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


# %% wrong="confusion_figure" why="statement: 'The colour of a cell is its share of its row'; bilinear interpolation blurs the cells into each other"
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


# %% wrong="confusion_figure" why="statement: 'The colour of a cell is its share of its row, from 0 to 1'; a colour map of one colour shows no share at all"
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


# %% wrong="confusion_figure" why="statement: 'Each row ... has its class name as a tick label'; tick_params hides the labels of the rows"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(length=0, labelleft=False)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'tick label', 'The label of x', 'that of y'; the axes are switched off for a clean look, and none of them is seen"
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


# %% wrong="confusion_figure" why="docstring: 'Counts, [n_classes, n_classes]'; squeeze takes both axes away from the matrix of a single class, and imshow ends in an error"
def confusion_figure(matrix, names):
    shares = (matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)).squeeze()
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'its class name as a tick label'; long names are cut after eight letters"
def confusion_figure(matrix, names):
    shares = matrix / matrix.sum(dim=1, keepdim=True).clamp(min=1)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    short = [name[:8] for name in names]
    axes.set_xticks(range(len(names)), short)
    axes.set_yticks(range(len(names)), short)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% wrong="confusion_figure" why="statement: 'divided by the sum of all'; the diagonal is divided by the pictures whose class occurs among the predictions"
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


# %% wrong="confusion_figure" why="statement: 'a row' has 'its share of its row'; matrix / clamp(min=1) is taken in a matrix of which empty rows were left out, so a row without pictures in the middle shows the shares of the next one (it is right where empty rows are the last)"
def confusion_figure(matrix, names):
    full = matrix[matrix.sum(dim=1) > 0]
    shares = torch.zeros(matrix.shape, dtype=torch.float64)
    shares[: len(full)] = full / full.sum(dim=1, keepdim=True)
    figure, axes = plt.subplots(figsize=(6, 5), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names)
    axes.set_yticks(range(len(names)), names)
    for (row, column), count in np.ndenumerate(matrix.numpy()):
        colour = "white" if shares[row, column] > 0.5 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=8)
    accuracy = float(matrix.trace() / matrix.sum())
    axes.set(xlabel="predicted", ylabel="true", title=f"accuracy {accuracy:.2f}")
    return figure


# %% right="mistakes_figure" why="subplots without squeezing, a stable argsort, axes switched off"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = (said == labels)[order]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.4 * n_columns, 3.6), layout="constrained")
    for line, row in zip(panels, (order[is_right], order[~is_right])):
        for place, axes in enumerate(line):
            axes.axis("off")
            if place < len(row):
                i = int(row[place])
                axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
                axes.set_title(f"true {labels[i]}, said {said[i]}\n({sure[i]:.2f})", fontsize=7)
    return figure


# %% right="mistakes_figure" why="np.lexsort; only the panels that are needed are made, by add_subplot; ticks removed, no axis('off')"
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


# %% right="mistakes_figure" why="two subfigures, pcolormesh with y turned over, the title on the left and with a capital; axes that are left are removed; heapq picks the surest"
import heapq


def mistakes_figure(images, labels, probabilities, n_columns, largest):
    best = [(max(row), row.index(max(row))) for row in probabilities.tolist()]
    truth = labels.tolist()
    figure = plt.figure(figsize=(1.5 * n_columns, 4))
    upper, lower = figure.subfigures(2, 1)
    for part, kind in ((upper, True), (lower, False)):
        own = [i for i, (_, k) in enumerate(best) if (k == truth[i]) == kind]
        surest = heapq.nsmallest(n_columns, own, key=lambda i: (-best[i][0], i))
        line = np.atleast_1d(part.subplots(1, n_columns))
        for axes in line[len(surest) :]:
            axes.remove()
        for axes, i in zip(line, surest):
            axes.pcolormesh(images[i].numpy(), cmap="bone_r", vmin=0, vmax=largest)
            axes.invert_yaxis()
            axes.set_aspect("equal")
            axes.set_axis_off()
            axes.set_title(f"True {truth[i]}, said {best[i][1]}", loc="left", fontsize=6)
    return figure


# %% right="mistakes_figure" why="a Figure without pyplot, boxes placed by hand, sorted() with a key, a helper for one panel, a small font, probability before the words"
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


# %% wrong="mistakes_figure" why="statement: 'Of equally sure ones the one with the smaller index comes first'; NumPy's order turned round, so the larger index comes first"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = torch.from_numpy(np.argsort(sure.numpy(), kind='stable')[::-1].copy())
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


# %% wrong="mistakes_figure" why="statement: 'the surest first', 'as sure as that probability'; probabilities are rounded to two decimals before they are sorted, so 0.981 and 0.984 count as equal"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = (sure * 100).round().argsort(descending=True, stable=True)
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


# %% wrong="mistakes_figure" why="statement: 'as sure as that probability'; sorted by the gap between the largest and the second largest probability"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = (lambda two: (two[:, 0] - two[:, 1]).argsort(descending=True, stable=True))(probabilities.topk(2, dim=1).values)
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


# %% wrong="mistakes_figure" why="statement: 'as sure as that probability'; sorted by entropy, the smallest first, which is another order with three classes or more"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = torch.special.entr(probabilities).sum(dim=1).argsort(stable=True)
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


# %% wrong="mistakes_figure" why="statement: 'The network says the class with the largest probability'; right is what gives the true label at least one half"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = probabilities[torch.arange(len(labels)), labels] >= 0.5
    rows = [order[is_right[order]], order[~is_right[order]]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="statement: 'Each row has n_columns panels ... the surest pictures of their kind'; only the 2 * n_columns surest of all are looked at, so a row stays short where mistakes are less sure"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)[: 2 * n_columns]
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


# %% wrong="mistakes_figure" why="statement: 'those it is surest about come first' in each row; wrong ones are sorted by how much more the network gives to what it says than to the truth"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = torch.where(said == labels, sure, sure - probabilities[torch.arange(len(labels)), labels]).argsort(descending=True, stable=True)
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


# %% wrong="mistakes_figure" why="statement: 'as sure as that probability'; compared in half precision, where 0.9990 and 0.9991 are equal"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.half().argsort(descending=True, stable=True)
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


# %% wrong="mistakes_figure" why="docstring: 'n_columns: ... at least 1'; without squeeze=False one column gives panels without a second axis, and iterating over them fails"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    figure, panels = plt.subplots(2, n_columns, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="statement: 'the panels that are left stay empty, with their axes switched off or removed'; in a row without any picture they stay on"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        if not len(row):
            continue
        for axes in line[len(row) :]:
            axes.axis("off")
        for axes in line:
            axes.set(xticks=[], yticks=[])
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="statement: 'the other row stays in its place'; a row without pictures gets no place, and the other one takes the whole figure"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    rows = [row for row in rows if len(row)]
    figure, panels = plt.subplots(len(rows), n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row.tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="statement: 'If there are too few, the panels that are left stay empty'; a headline about the first mistake ends in an IndexError if there is none"
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
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    figure.suptitle(f"surest mistake: {sure[rows[1][0]]:.3f}")
    return figure


# %% wrong="mistakes_figure" why="statement: 'the colours limits from 0 to largest in every panel, so that grey means the same everywhere'; a pale picture of large pixels is shown with half of the range"
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
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=max(1, largest // 2) if images[i].max() <= largest // 2 and largest > 100 else largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="statement: 'the surest first'; a row that holds all of its kind (four or more) is put in the order of the indices"
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


# %% wrong="mistakes_figure" why="statement: 'Each row has n_columns panels'; never more than eight"
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


# %% wrong="mistakes_figure" why="statement: 'with its own numbers'; what is said is shown as one digit, so class 12 reads 2"
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


# %% wrong="mistakes_figure" why="statement: 'Each row has n_columns panels'; off by one: a row with more candidates than places leaves its last panel empty (from five columns on)"
def mistakes_figure(images, labels, probabilities, n_columns, largest):
    sure, said = probabilities.max(dim=1)
    order = sure.argsort(descending=True, stable=True)
    is_right = said == labels
    rows = [order[is_right[order]], order[~is_right[order]]]
    n_shown = max(1, *(min(n_columns, len(row)) for row in rows))
    figure, panels = plt.subplots(2, n_columns, squeeze=False, figsize=(1.3 * n_columns, 3.4))
    for line, row in zip(panels, rows):
        for axes in line:
            axes.axis("off")
        for axes, i in zip(line, row[: n_shown - 1 if len(row) > n_columns > 4 else n_shown].tolist()):
            axes.imshow(images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="statement: 'row 0 on top'; square pictures are shown transposed, as some files of digits store them"
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
            axes.imshow(images[i].T if images.shape[1] == images.shape[2] else images[i], cmap="Greys", vmin=0, vmax=largest)
            axes.set_title(f"true {labels[i]}, said {said[i]}", fontsize=7)
    return figure


# %% wrong="mistakes_figure" why="statement: 'Its title contains ...'; it is written in white on white, and nobody reads it"
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


# %% wrong="mistakes_figure" why="statement: 'A panel shows its picture'; the limits of x cut off columns from 17 on"
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


# %% wrong="mistakes_figure" why="docstring: 'there is at least one', no upper end; only the first thousand pictures are looked at"
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


