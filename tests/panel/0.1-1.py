# %% right="setup_report" why="plain loop with try and except inside it"
def setup_report(packages: Sequence[str], device: torch.device) -> Setup:
    versions: dict[str, str | None] = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)

# %% right="setup_report" why="a helper function and a dictionary comprehension; the type is cut out of str(device)"
def version_or_none(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def setup_report(packages, device):
    return Setup(
        python=platform.python_version(),
        packages={name: version_or_none(name) for name in packages},
        device=str(device).partition(":")[0],
    )

# %% right="setup_report" why="all names are None first, then contextlib.suppress fills in what there is; names imported inside"
def setup_report(packages, device):
    import contextlib
    from importlib.metadata import PackageNotFoundError, version

    found = dict.fromkeys(packages)
    for name in found:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return Setup(device=device.type, packages=found, python=platform.python_version())

# %% right="setup_report" why="another library call: importlib.metadata.distribution(name).version is what version(name) returns; zip of two lists"
def setup_report(packages, device):
    from importlib import metadata

    versions = []
    for name in packages:
        try:
            versions.append(metadata.distribution(name).version)
        except ModuleNotFoundError:  # PackageNotFoundError is one of these
            versions.append(None)
    return Setup(".".join(platform.python_version_tuple()), dict(zip(packages, versions)), device.type)

# %% right="setup_report" why="a class of its own, map, and Setup._make"
class _Look:
    def __call__(self, name):
        try:
            answer = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            answer = None
        return name, answer


def setup_report(packages, device):
    kind, *_ = str(device).split(":")
    return Setup._make((platform.python_version(), dict(map(_Look(), packages)), kind))

# %% wrong="setup_report" why="'in that order': names are sorted"
def setup_report(packages, device):
    versions = {}
    for name in sorted(packages):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'as the text that importlib.metadata.version(name) gives': the local part (+cpu, +cu128) is cut off"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name).split("+")[0]
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'None for a package that is not installed', 'not always those under which they are imported (PIL)': PIL is looked up as pillow"
def setup_report(packages, device):
    owners = importlib.metadata.packages_distributions()
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = importlib.metadata.version(owners[name][0]) if name in owners else None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'None for a package that is not installed': asks the module's __version__ where there is no package (logging, PIL)"
def setup_report(packages, device):
    import importlib

    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            try:
                versions[name] = importlib.import_module(name).__version__
            except (ImportError, AttributeError):
                versions[name] = None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'the type of the given device': mps:0 becomes 'mps:', four letters are cut off"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, str(device)[:4])

# %% wrong="setup_report" why="'the type of the given device': only two kinds are thought of, mps becomes cpu"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, "cuda" if device.type == "cuda" else "cpu")

# %% wrong="setup_report" why="'Look everything up at each call': versions are kept from the first call on"
_known_versions = {}


def setup_report(packages, device):
    for name in packages:
        if name not in _known_versions:
            try:
                _known_versions[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                _known_versions[name] = None
    return Setup(platform.python_version(), {name: _known_versions[name] for name in packages}, device.type)

# %% wrong="setup_report" why="'Look everything up at each call': a missing package is remembered as missing after it was installed"
_missing = set()


def setup_report(packages, device):
    versions = {}
    for name in packages:
        versions[name] = None
        if name in _missing:
            continue
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            _missing.add(name)
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'an entry for each name in packages': a mutable default keeps the names of earlier calls too"
def setup_report(packages, device, found={}):
    for name in packages:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return Setup(platform.python_version(), found, device.type)

# %% wrong="setup_report" why="'there may be none': no names are replaced by a list of favourites"
def setup_report(packages, device):
    versions = {}
    for name in packages or ["gymnasium", "numpy", "torch"]:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'packages: Sequence[str]': only a list can be popped, a tuple raises; and the caller's list is emptied"
def setup_report(packages, device):
    versions = {}
    while packages:
        name = packages.pop(0)
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'packages: Sequence[str]': a tuple has no copy()"
def setup_report(packages, device):
    names = packages.copy()
    versions = {}
    for name in names:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'an entry for each name in packages': the key is a tidied name (lower case, hyphens), not the given one"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        tidy = name.lower().replace("_", "-")
        try:
            versions[tidy] = importlib.metadata.version(tidy)
        except importlib.metadata.PackageNotFoundError:
            versions[tidy] = None
    return Setup(platform.python_version(), versions, device.type)

# %% wrong="setup_report" why="'as the text that importlib.metadata.version(name) gives': it knows typing_extensions and typing-extensions, this list only one spelling"
def setup_report(packages, device):
    installed = {one.metadata["Name"].lower(): one.version for one in importlib.metadata.distributions()}
    return Setup(platform.python_version(), {name: installed.get(name.lower()) for name in packages}, device.type)

# %% wrong="setup_report" why="'as the text that platform.python_version() gives', 'Look everything up at each call': it is asked once, when the function is defined"
def setup_report(packages, device, python=platform.python_version()):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(python, versions, device.type)

# %% wrong="setup_report" why="'as the text that platform.python_version() gives': 3.15.0rc1 is reported as 3.15.0"
def setup_report(packages, device):
    import sys

    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(".".join(str(n) for n in sys.version_info[:3]), versions, device.type)

# %% wrong="setup_report" why="'the type of the given device': an mps device is reported as cpu on a machine that has none (right on a Mac)"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    kind = device.type
    if kind == "mps" and not torch.backends.mps.is_available():
        kind = "cpu"
    return Setup(platform.python_version(), versions, kind)

# %% right="random_returns" why="two nested loops, a list of sums"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        terminated = truncated = False
        while not (terminated or truncated):
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% right="random_returns" why="a filled array, while True with break; nothing at all is touched for no episodes; the space is seeded after the first reset, before the first action"
def random_returns(env, n_episodes, seed):
    result = np.zeros(n_episodes, dtype=np.float64)
    for i in range(n_episodes):
        if i == 0:
            env.reset(seed=seed)
            env.action_space.seed(seed)
        else:
            env.reset()
        while True:
            step = env.step(env.action_space.sample())
            result[i] += step[1]
            if step[2] or step[3]:
                break
    return result

# %% right="random_returns" why="a generator of rewards per episode, math.fsum, np.fromiter"
import itertools
import math


def _rewards(env, seed):
    env.reset(seed=seed)
    over = False
    while not over:
        _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
        over = bool(terminated) or bool(truncated)
        yield float(reward)


def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    seeds = itertools.chain([seed], itertools.repeat(None))
    return np.fromiter(
        (math.fsum(_rewards(env, one)) for one in itertools.islice(seeds, n_episodes)),
        dtype=float,
        count=n_episodes,
    )

# %% right="random_returns" why="one flat loop over steps, a reset whenever an episode is due"
def random_returns(env, n_episodes, seed):
    space = env.action_space
    space.seed(seed)
    sums: list[float] = []
    running = False
    while len(sums) < n_episodes or running:
        if not running:
            env.reset(seed=None if sums else seed)
            sums.append(0.0)
        _, reward, terminated, truncated, _ = env.step(space.sample())
        sums[-1] = sums[-1] + float(reward)
        running = not terminated and not truncated
    return np.asarray(sums, np.float64).reshape(n_episodes)

# %% right="random_returns" why="a class for the agent, keyword arguments of reset, all rewards collected and summed by NumPy"
class Die:
    def __init__(self, space, seed):
        self.space = space
        self.space.seed(seed)

    def roll(self):
        return self.space.sample()

    def play(self, env, **how):
        observation, info = env.reset(**how)
        rewards = []
        while True:
            observation, reward, *flags, info = env.step(self.roll())
            rewards.append(reward)
            if any(flags):
                return np.sum(rewards, dtype=np.float64)


def random_returns(env, n_episodes, seed):
    die = Die(env.action_space, seed)
    played = [die.play(env, **({"seed": seed} if k == 0 else {})) for k in range(n_episodes)]
    return np.array(played, dtype="float64")

# %% wrong="random_returns" why="'terminated or truncated (or both)': with both at once it goes on"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        while True:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            if terminated != truncated:
                break
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'The first reset gets seed': a seed of 0 is taken for none"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=(episode == 0 and seed) or None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'Seed the action space with seed': not where the seed is 0"
def random_returns(env, n_episodes, seed):
    if seed:
        env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'draw nothing else from it': the next action is drawn ahead, one too many at the very end"
def random_returns(env, n_episodes, seed):
    if n_episodes == 0:
        return np.zeros(0)
    env.action_space.seed(seed)
    action = env.action_space.sample()
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(action)
            action = env.action_space.sample()
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'Each action is one call of env.action_space.sample()': it is drawn from a copy of the space"
def random_returns(env, n_episodes, seed):
    import copy

    die = copy.deepcopy(env.action_space)
    die.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(die.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'Each action is one call of env.action_space.sample()': the generator of the space is asked for integers, wrong for Box and for Discrete with a start"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            action = env.action_space.np_random.integers(env.action_space.n)
            _, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'Any environment': int(...) of an action fails for a Box of several entries, and changes one of a single entry"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(int(env.action_space.sample()))
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'Seed the action space', which is env.action_space: the one inside the wrappers is seeded"
def random_returns(env, n_episodes, seed):
    env.unwrapped.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'For no episodes at all ... do not reset': it resets before the loop"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    env.reset(seed=seed)
    returns = np.zeros(n_episodes)
    for episode in range(n_episodes):
        if episode > 0:
            env.reset()
        over = False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            returns[episode] += float(reward)
            over = terminated or truncated
    return returns

# %% wrong="random_returns" why="'For no episodes at all, return an empty array': np.stack of nothing raises"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(np.float64(total))
    return np.stack(returns)

# %% wrong="random_returns" why="'a float64 array': whole rewards of type int give int64"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += reward
            over = terminated or truncated
        returns.append(total)
    return np.array(returns)

# %% wrong="random_returns" why="'the sum of the rewards, which may be any numbers': it is kept in float32 on its way, large sums lose their last digits"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = torch.zeros(n_episodes)
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        over = False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            returns[episode] += float(reward)
            over = terminated or truncated
    return returns.numpy().astype(np.float64)

# %% wrong="random_returns" why="'the sum of the rewards, which may be any numbers': sums are rounded to six decimals"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(round(total, 6))
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'An episode ends with the first step that is terminated or truncated': it is given up after 1000 steps"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        for _ in range(1000):
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            if terminated or truncated:
                break
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'An episode ends with the first step that is terminated or truncated': it is given up after 20000 steps"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, steps, over = 0.0, 0, False
        while not over and steps < 20_000:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            steps += 1
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'lets the random agent play n_episodes episodes': a second call with the same arguments plays none, and returns the same array"
import functools


@functools.lru_cache(maxsize=None)
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'returns their returns as an array': it is a view of one buffer that the next call writes over"
_buffer = np.zeros(10_000)


def random_returns(env, n_episodes, seed):
    global _buffer
    if n_episodes > len(_buffer):
        _buffer = np.zeros(n_episodes)
    env.action_space.seed(seed)
    returns = _buffer[:n_episodes]
    returns[:] = 0.0
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        over = False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            returns[episode] += float(reward)
            over = terminated or truncated
    return returns

# %% wrong="random_returns" why="'The first reset gets seed, the others get none': every hundredth reset is seeded again"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode % 100 == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'A return is the sum of the rewards': which may be any numbers: each is clipped to +-1000"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(np.clip(reward, -1e3, 1e3))
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'The first reset gets seed': each later call on the same environment does not seed it again"
_seeded = set()


def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for _ in range(n_episodes):
        env.reset(seed=None if (id(env), seed) in _seeded else seed)
        _seeded.add((id(env), seed))
        total, over = 0.0, False
        while not over:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            over = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% wrong="random_returns" why="'An episode ends with the first step that is terminated': flags of NumPy's type are not 'is True'; it goes on until one is (or 3000 steps)"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        for _ in range(3000):
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            if terminated is True or truncated is True:
                break
        returns.append(total)
    return np.array(returns, dtype=np.float64)

# %% right="running_mean_figure" why="subplots, cumsum divided by the numbers of episodes"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return of one episode")
    axes.plot(k, np.cumsum(returns) / k, "-", label="mean of all episodes so far")
    axes.set_xlabel("episode")
    axes.set_ylabel("return")
    axes.legend()
    return figure

# %% right="running_mean_figure" why="Figure without pyplot, scatter for the points, a loop for the means; the label of y says score, which is what the return is"
def running_mean_figure(returns):
    means, total = [], 0.0
    for number, one in enumerate(returns, start=1):
        total += float(one)
        means.append(total / number)
    numbers = list(range(1, len(means) + 1))
    figure = Figure(figsize=(6, 4))
    axes = figure.add_subplot()
    axes.scatter(numbers, [float(one) for one in returns], s=12, color="tab:orange", label="score of an episode")
    axes.plot(numbers, means, color="tab:blue", label="mean score up to here")
    axes.set(xlabel="episode", ylabel="score of an episode")
    axes.legend(loc="best")
    return figure

# %% right="running_mean_figure" why="another algorithm for the mean (it moves by 1/k of the difference), line drawn first, legend of the figure outside the axes, mathematical names"
def running_mean_figure(returns):
    mean = 0.0
    means = np.empty(len(returns))
    for i, one in enumerate(returns):
        mean += (one - mean) / (i + 1)
        means[i] = mean
    k = 1 + np.arange(len(returns))
    figure = plt.figure(layout="constrained")
    axes = figure.add_subplot(1, 1, 1)
    axes.plot(k, means, color="black", label=r"$\bar G_k$, the mean of $G_1$ to $G_k$")
    axes.plot(k, returns, marker="x", color="tab:red", ls="", label=r"$G_k$, the return")
    axes.set_xlabel("number $k$ of the episode")
    axes.set_ylabel("$G_k$ (sum of rewards)")
    figure.legend(loc="outside upper center", ncols=2)
    return figure

# %% right="running_mean_figure" why="plots.moving_average over a window that holds all; the stateful pyplot on a new figure; one marker per call, legend from handles"
def running_mean_figure(returns):
    figure = plt.figure()
    for number, one in enumerate(returns, 1):
        dots = plt.plot([number], [one], "o", color="0.5", markersize=3)[0]
    line = plt.plot(np.arange(1, len(returns) + 1), plots.moving_average(returns, len(returns)), color="C0", linestyle="-")[0]
    plt.xlabel("Episode (the first is 1)")
    plt.ylabel("Total reward")
    plt.legend([line, dots], ["average of every episode up to this one", "single episodes"])
    return figure

# %% right="running_mean_figure" why="the mean of each slice, labels at the figure (supxlabel), grey diamonds by scatter"
def running_mean_figure(returns):
    g = np.asarray(returns, dtype=np.float64)
    n = g.size
    means = np.array([g[: k + 1].mean() for k in range(n)])
    figure, axes = plt.subplots(1, 1, figsize=(7, 3))
    axes.scatter(range(1, n + 1), g, marker="D", s=9, c="0.4", label="returns")
    axes.plot(range(1, n + 1), means, lw=2.5, ls="--", c="#D55E00", label="running mean of the returns")
    figure.supxlabel("Episodes played")
    figure.supylabel("Return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'mean of all episodes so far, not of the latest ten': a moving average of ten"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, plots.moving_average(returns, 10), label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'the mean of all that we have seen so far': a running median, the same for 3, 5, 1"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    middle = [float(np.median(returns[:one])) for one in k]
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, middle, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'the mean of all that we have seen so far': the middle between the highest and the lowest, the same for 3, 5, 1"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    middle = (np.maximum.accumulate(returns) + np.minimum.accumulate(returns)) / 2
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, middle, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="the formula divides by k: here with // , the same for 3, 5, 1"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) // k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'any sign and size', 'a point at (k, G_k)': returns are cut to whole numbers"
def running_mean_figure(returns):
    whole = np.asarray(returns).astype(int)
    k = np.arange(1, len(whole) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, whole, ".", linestyle="none", label="return")
    axes.plot(k, whole.cumsum() / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'Nothing may be cut off', 'any sign': the axis begins at 0"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'Nothing may be cut off': x ends at 500"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return", xlim=(0, 505))
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'Nothing may be cut off': outliers beyond three standard deviations are out of view"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    spread = np.std(returns) or 1.0
    axes.set_ylim(np.mean(returns) - 3 * spread, np.mean(returns) + 3 * spread)
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'a legend that names both. What it says must be true': the names are exchanged"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none")
    axes.plot(k, np.cumsum(returns) / k)
    axes.set(xlabel="episode", ylabel="return")
    axes.legend(["mean of all episodes so far", "return of an episode"])
    return figure

# %% wrong="running_mean_figure" why="'this is the mean of all episodes so far, not of the latest ten': the legend says the latest ten"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean of the last 10 episodes")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'What it says must be true: the mean of all episodes so far': the legend says sliding window"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean return, sliding window")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'What it says must be true': the line is named as the median"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="median so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'labels on both axes that say what is drawn along them': along x there are episodes, not steps"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="time step t", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'labels that say what is drawn along them': a return is no number of steps (any sign and size)"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="single")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="steps survived")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'labels that say what is drawn along them': x and y"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'a point for each episode': of many episodes only about 200 are drawn"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    every = max(1, len(returns) // 200)
    figure, axes = plt.subplots()
    axes.plot(k[::every], returns[::every], ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'a point for each episode': of many episodes the points fade until nothing is seen"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", alpha=1 / len(returns), label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'for each episode': only the first thousand are drawn"
def running_mean_figure(returns):
    returns = returns[:1000]
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'any sign and size', 'Nothing may be cut off': a logarithmic axis for wide ranges loses zero and negative returns"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    if np.max(returns) > 1000:
        axes.set_yscale("log")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'a line through the points (k, mean)': the means are rounded to two decimals, and returns may be of any size"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.round(np.cumsum(returns) / k, 2), label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="it draws the returns, and nothing says that it may change them: cumsum writes into the caller's array"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns.copy(), ".", linestyle="none", label="return")
    means = np.cumsum(returns, out=returns)
    means /= k
    axes.plot(k, means.copy(), label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'at least one': a single episode has no second point, and raises"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    means = np.cumsum(returns) / k
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, means, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    latest, before = means[-1], means[-2]
    axes.set_title("the mean is rising" if latest > before else "the mean is falling")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'What it says must be true', 'a point for each episode': returns below zero are taken for missing"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    shown = np.where(returns < 0, np.nan, returns)
    figure, axes = plt.subplots()
    axes.plot(k, shown, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'a line': from 50 episodes on it is dots as well"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, "-" if len(k) < 50 else ",", label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% wrong="running_mean_figure" why="'a new Figure': it takes an empty figure that is open already"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure = plt.gcf() if plt.get_fignums() and not plt.gcf().axes else plt.figure()
    axes = figure.add_subplot()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure

# %% right="inspect_environment" why="plain conditions, one after the other"
def inspect_environment(env):
    n_actions = None
    if isinstance(env.action_space, spaces.Discrete):
        n_actions = int(env.action_space.n)
    n_observations = None
    if isinstance(env.observation_space, spaces.Discrete):
        n_observations = int(env.observation_space.n)
    step_limit = None
    if env.spec is not None:
        step_limit = env.spec.max_episode_steps
    return Card(n_actions, n_observations, env.observation_space.shape, step_limit)

# %% right="inspect_environment" why="a helper for both spaces, match, getattr with a default"
def _count(space):
    match space:
        case spaces.Discrete(n=n):
            return int(n)
        case _:
            return None


def inspect_environment(env):
    return Card(
        n_actions=_count(env.action_space),
        n_observations=_count(env.observation_space),
        observation_shape=env.observation_space.shape,
        step_limit=getattr(env.spec, "max_episode_steps", None),
    )

# %% right="inspect_environment" why="it asks for forgiveness; numbers made plain by .item() and int, the shape built anew"
def inspect_environment(env):
    counts = [
        np.asarray(space.n).item() if isinstance(space, gym.spaces.Discrete) else None
        for space in (env.action_space, env.observation_space)
    ]
    shape = env.observation_space.shape
    try:
        limit = env.spec.max_episode_steps
    except AttributeError:
        limit = None
    return Card(
        *counts,
        None if shape is None else tuple(int(length) for length in shape),
        None if limit is None else int(limit),
    )

# %% right="inspect_environment" why="a dictionary filled step by step, Card(**...), the walrus"
def inspect_environment(env):
    told = dict.fromkeys(Card._fields)
    if isinstance(space := env.action_space, spaces.Discrete):
        told["n_actions"] = space.n.__int__()
    if isinstance(space := env.observation_space, spaces.Discrete):
        told["n_observations"] = space.n.__int__()
    told["observation_shape"] = space.shape
    if (spec := env.spec) is not None and spec.max_episode_steps is not None:
        told["step_limit"] = spec.max_episode_steps
    return Card(**told)

# %% wrong="inspect_environment" why="'if the action space is a spaces.Discrete': MultiBinary has an n, too"
def inspect_environment(env):
    def count(space):
        return int(space.n) if hasattr(space, "n") and np.ndim(space.n) == 0 else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'if ... is a spaces.Discrete; otherwise None': MultiDiscrete is counted"
def inspect_environment(env):
    def count(space):
        if isinstance(space, spaces.MultiDiscrete):
            return int(np.prod(space.nvec))
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'if ... is a spaces.Discrete; otherwise None': a Tuple of Discretes (Blackjack) is counted"
def inspect_environment(env):
    def count(space):
        if isinstance(space, spaces.Tuple):
            parts = [count(part) for part in space]
            return None if None in parts else int(np.prod(parts))
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'None where it is put together of several': tuple(None) raises"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), tuple(env.observation_space.shape), limit)

# %% wrong="inspect_environment" why="'None where it is put together of several', 'only looked at': a sample is drawn and measured, (3,) for Blackjack"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), np.shape(env.observation_space.sample()), limit)

# %% wrong="inspect_environment" why="'The environment is only looked at': the shape is right, but a sample moves on the generator of the space"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    shape = env.observation_space.shape
    if shape is not None:
        shape = np.shape(env.observation_space.sample())
    return Card(count(env.action_space), count(env.observation_space), shape, limit)

# %% wrong="inspect_environment" why="'what env.observation_space.shape says', with wrappers: it asks the world inside them"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    inner = env.unwrapped
    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(inner.action_space), count(inner.observation_space), inner.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'None where there is no limit': int(None) of a registered environment without one (CliffWalking)"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = int(env.spec.max_episode_steps) if env.spec else None
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'as env.spec.max_episode_steps says': the registry is asked, which knows no other limit of this very environment"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else gym.spec(env.spec.id).max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'no spec at all ... whatever its wrappers do': the TimeLimit around a corridor is found by hand"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit, one = None, env
    while isinstance(one, gym.Wrapper):
        if isinstance(one, gym.wrappers.TimeLimit):
            limit = one._max_episode_steps
            break
        one = one.env
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'Ask env itself for its spec': the innermost limit is taken where two stand around each other"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit, one = None, env
    while one.spec is not None and isinstance(one, gym.Wrapper):
        limit = one.spec.max_episode_steps or limit
        one = one.env
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'if the action space is a spaces.Discrete': an own kind of Discrete (a subclass) is one, too"
def inspect_environment(env):
    def count(space):
        return int(space.n) if type(space) is spaces.Discrete else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'how many actions there are': a start is added, so that Discrete(3, start=1) has four"
def inspect_environment(env):
    def count(space):
        return int(space.start + space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'The environment is only looked at': it is closed"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    card = Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)
    env.close()
    return card

# %% wrong="inspect_environment" why="'no reset, no step': the first observation is looked at where the space has a shape"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    observation, _ = env.reset()
    shape = env.observation_space.shape
    return Card(count(env.action_space), count(env.observation_space), shape and np.shape(observation), limit)

# %% wrong="inspect_environment" why="of this env: cards are remembered by the name of the environment, whatever its limit and wrappers"
_cards = {}


def inspect_environment(env):
    key = None if env.spec is None else env.spec.id
    if key is None or key not in _cards:
        counts = [int(s.n) if isinstance(s, spaces.Discrete) else None for s in (env.action_space, env.observation_space)]
        limit = None if env.spec is None else env.spec.max_episode_steps
        _cards[key] = Card(*counts, env.observation_space.shape, limit)
    return _cards[key]

# %% wrong="inspect_environment" why="'otherwise None': a Box of whole numbers with limits (pixels, a die) is counted"
def inspect_environment(env):
    def count(space):
        if isinstance(space, spaces.Box) and np.issubdtype(space.dtype, np.integer) and space.shape == ():
            return int(space.high) - int(space.low) + 1
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)

# %% wrong="inspect_environment" why="'what env.observation_space.shape says': lengths of 1 are squeezed away"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    shape = env.observation_space.shape
    if shape is not None:
        shape = tuple(length for length in shape if length > 1)
    return Card(count(env.action_space), count(env.observation_space), shape, limit)

# %% wrong="inspect_environment" why="'an environment with no spec': n_observations lost, since all is None where env.spec is None and the space is Discrete"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    if env.spec is None:
        return Card(count(env.action_space), None, env.observation_space.shape, None)
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, env.spec.max_episode_steps)

# %% right="step_odds" why="one loop, get with 0.0, plain floats"
def step_odds(env, state, action):
    chances: dict[int, float] = {}
    mean = ending = 0.0
    for probability, next_state, reward, terminated in env.unwrapped.P[state][action]:
        if probability > 0:
            chances[next_state] = chances.get(next_state, 0.0) + float(probability)
        mean += float(probability) * float(reward)
        if terminated:
            ending += float(probability)
    return Odds(chances, mean, ending)

# %% right="step_odds" why="NumPy: unique states and bincount, then back to plain numbers"
def step_odds(env, state, action):
    chance, following, reward, over = zip(*env.unwrapped.P[state][action], strict=True)
    p = np.asarray(chance, dtype=np.float64)
    states, place = np.unique(np.asarray(following), return_inverse=True)
    sums = np.bincount(place, weights=p)
    return Odds(
        next_states={int(s): float(c) for s, c in zip(states, sums, strict=True) if c > 0},
        expected_reward=float(p @ np.asarray(reward, dtype=np.float64)),
        ending=float(p[np.asarray(over, dtype=bool)].sum()),
    )

# %% right="step_odds" why="math.fsum and comprehensions, a set of the states that have a chance"
def step_odds(env, state, action):
    import math

    rows = [row for row in env.unwrapped.P[state][action] if row[0] != 0]
    return Odds(
        {int(s): math.fsum(row[0] for row in rows if row[1] == s) for s in {row[1] for row in rows}},
        math.fsum(row[0] * row[2] for row in rows),
        math.fsum(row[0] for row in rows if row[3]),
    )

# %% right="step_odds" why="sorted and groupby; the caller's list is not sorted itself"
def step_odds(env, state, action):
    from itertools import groupby
    from operator import itemgetter

    outcomes = env.unwrapped.P[state][action]
    grouped = groupby(sorted(outcomes, key=itemgetter(1)), key=itemgetter(1))
    totals = {int(s): float(sum(p for p, *_ in group)) for s, group in grouped}
    return Odds(
        next_states={s: total for s, total in totals.items() if total},
        expected_reward=float(sum(p * r for p, _, r, _ in outcomes)),
        ending=float(sum(p * bool(over) for p, _, _, over in outcomes)),
    )

# %% right="step_odds" why="a Counter, which is a dictionary; exact fractions for the sums on the way"
def step_odds(env, state, action):
    from collections import Counter
    from fractions import Fraction

    chances, mean, ending = Counter(), Fraction(0), Fraction(0)
    for p, s, r, over in env.unwrapped.P[state][action]:
        if not p:
            continue
        chances[s] += float(p)
        mean += Fraction(float(p)) * Fraction(float(r))
        ending += Fraction(float(p)) if over else 0
    return Odds(chances, float(mean), float(ending))

# %% wrong="step_odds" why="'Entries of probability 0 are left out': they are kept"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'but no others, however improbable': a threshold of 1e-12"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 1e-12:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'however improbable': float32 makes 0 of 1e-50, and it is left out"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    p = np.array([row[0] for row in rows], dtype=np.float32)
    s = np.array([row[1] for row in rows])
    chances = {int(one): float(p[s == one].sum()) for one in np.unique(s[p > 0])}
    mean = float(sum(row[0] * row[2] for row in rows))
    return Odds(chances, mean, float(sum(row[0] for row in rows if row[3])))

# %% wrong="step_odds" why="'the probability of each next state': sums are rounded to eight decimals, 1e-9 becomes 0"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds({s: round(c, 8) for s, c in chances.items()}, mean, ending)

# %% wrong="step_odds" why="'the probability that the step terminates': only the last entry that terminates counts"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        if over:
            ending = float(p)
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'the probability that the step terminates the episode': a next state that once terminates counts with all its chances"
def step_odds(env, state, action):
    chances, mean, ends = {}, 0.0, set()
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
            if over:
                ends.add(s)
        mean += float(p * r)
    return Odds(chances, mean, sum((chances[s] for s in ends), 0.0))

# %% wrong="step_odds" why="'it is only looked at': the list is used up by pop"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances, mean, ending = {}, 0.0, 0.0
    while rows:
        p, s, r, over = rows.pop()
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'it is only looked at': the table's list is sorted in place"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    rows.sort(key=lambda row: row[1])
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in rows:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'it is only looked at': the environment is put into the state"
def step_odds(env, state, action):
    world = env.unwrapped
    world.s = state
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in world.P[world.s][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="of this env: the odds are remembered by state and action alone"
_remembered = {}


def step_odds(env, state, action):
    if (state, action) not in _remembered:
        chances, mean, ending = {}, 0.0, 0.0
        for p, s, r, over in env.unwrapped.P[state][action]:
            if p > 0:
                chances[s] = chances.get(s, 0.0) + float(p)
            mean += float(p * r)
            ending += float(p) if over else 0.0
        _remembered[state, action] = Odds(chances, mean, ending)
    return _remembered[state, action]

# %% wrong="step_odds" why="of this env: the odds are remembered by name, and a lake that is not slippery has the same name"
_by_name = {}


def step_odds(env, state, action):
    key = (env.spec.id if env.spec else id(env), state, action)
    if key not in _by_name:
        chances, mean, ending = {}, 0.0, 0.0
        for p, s, r, over in env.unwrapped.P[state][action]:
            if p > 0:
                chances[s] = chances.get(s, 0.0) + float(p)
            mean += float(p * r)
            ending += float(p) if over else 0.0
        _by_name[key] = Odds(chances, mean, ending)
    return _by_name[key]

# %% wrong="step_odds" why="'plain numbers': the dot product leaves a number of NumPy"
def step_odds(env, state, action):
    chances, ending = {}, 0.0
    rows = env.unwrapped.P[state][action]
    for p, s, _, over in rows:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        ending += float(p) if over else 0.0
    return Odds(chances, np.dot([row[0] for row in rows], [row[2] for row in rows]), ending)

# %% wrong="step_odds" why="'probabilities ... are plain numbers': those of next_states are NumPy's"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    p = np.array([row[0] for row in rows], dtype=np.float64)
    s = np.array([row[1] for row in rows])
    chances = {int(one): p[s == one].sum() for one in np.unique(s[p > 0])}
    return Odds(chances, float(sum(row[0] * row[2] for row in rows)), float(sum(row[0] for row in rows if row[3])))

# %% wrong="step_odds" why="'probabilities and the expected reward are plain numbers': tensors of one entry"
def step_odds(env, state, action):
    chances, mean, ending = {}, torch.zeros((), dtype=torch.float64), 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += p * r
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'the mean of the reward': fractions of rewards are cut off"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p) * int(r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'with wrappers or without', env.unwrapped.P: a wrapper's own attribute P comes first"
def step_odds(env, state, action):
    table = env.get_wrapper_attr("P")
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in table[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'a next state may stand in the list more than once: then its probabilities are added up': a third entry of the same state is lost"
def step_odds(env, state, action):
    chances, mean, ending, again = {}, 0.0, 0.0, set()
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 0:
            if s not in chances:
                chances[s] = float(p)
            elif s not in again:
                chances[s] += float(p)
                again.add(s)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'each next state that can happen': the last entry of a state decides whether it is there; one of probability 0 after another one removes it"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        chances[s] = chances.get(s, 0.0) + float(p)
        if p == 0:
            del chances[s]
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)

# %% wrong="step_odds" why="'the probability that the step terminates': counted by states that never lead elsewhere (holes), not by the flag of the list"
def step_odds(env, state, action):
    table = env.unwrapped.P
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in table[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        is_trap = all(row[1] == s and row[3] for rows in table[s].values() for row in rows)
        ending += float(p) if is_trap or (over and s != state) else 0.0
    return Odds(chances, mean, ending)
