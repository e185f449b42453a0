# The bank of 0.1: right answers get every point, wrong ones lose the hidden test.

# %% right="setup_report" why="one try for each name in a helper, sys for Python's version"
import sys as _sys
from importlib.metadata import PackageNotFoundError as _Missing
from importlib.metadata import version as _version


def _found(name):
    try:
        return _version(name)
    except _Missing:
        return None


def setup_report(packages, device):
    return Setup(
        python=_sys.version.split()[0],
        packages={name: _found(name) for name in packages},
        device=str(device).split(":")[0],
    )


# %% right="setup_report" why="asks for the distribution, with get and contextlib"
import contextlib


def setup_report(packages, device):
    known = {}
    for package in packages:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            known[package] = importlib.metadata.distribution(package).version
    return Setup(platform.python_version(), {p: known.get(p) for p in packages}, device.type)


# %% right="setup_report" why="starts with None everywhere; ModuleNotFoundError is the error's base"
def setup_report(packages, device):
    versions = dict.fromkeys(packages)
    for name in versions:
        try:
            versions[name] = importlib.metadata.version(name)
        except ModuleNotFoundError:
            pass
    return Setup(device=device.type, python=platform.python_version(), packages=versions)


# %% right="setup_report" why="formats Python's version from its numbers"
import sys


def setup_report(packages, device):
    report = {}
    for name in packages:
        try:
            report[name] = importlib.metadata.metadata(name)["Version"]
        except importlib.metadata.PackageNotFoundError:
            report[name] = None
    major, minor, micro = sys.version_info[:3]
    return Setup(f"{major}.{minor}.{micro}", report, torch.device(device).type)


# %% wrong="setup_report" why="imports the packages: pillow has another name there"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = __import__(name).__version__
        except ImportError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" passes="visible" why="imports where metadata has nothing: PIL is no package's name"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            try:
                versions[name] = __import__(name).__version__
            except ImportError:
                versions[name] = None
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" why="the error of a missing package comes out"
def setup_report(packages, device):
    versions = {name: importlib.metadata.version(name) for name in packages}
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" why="one try around the whole loop"
def setup_report(packages, device):
    versions = {}
    try:
        for name in packages:
            versions[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        versions[name] = None
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" why="leaves missing packages out"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" why="a text for what is missing"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" why="the device with its number"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, str(device))


# %% wrong="setup_report" passes="visible" why="cuts the number of cuda alone"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    name = str(device)
    return Setup(platform.python_version(), versions, "cuda" if name.startswith("cuda") else name)


# %% wrong="setup_report" why="the names in alphabetic order"
def setup_report(packages, device):
    versions = {}
    for name in sorted(packages):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" passes="visible" why="changes the names to small letters"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        name = name.lower()
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" why="Python's version as numbers"
import sys


def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(tuple(sys.version_info[:3]), versions, device.type)


# %% wrong="setup_report" why="all that sys says of Python"
import sys


def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(sys.version, versions, device.type)


# %% wrong="setup_report" why="only major and minor version"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(".".join(platform.python_version_tuple()[:2]), versions, device.type)


# %% wrong="setup_report" why="a list of pairs"
def setup_report(packages, device):
    versions = []
    for name in packages:
        try:
            versions.append((name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            versions.append((name, None))
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" why="a plain tuple"
def setup_report(packages, device):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return platform.python_version(), versions, device.type


# %% wrong="setup_report" passes="visible" why="adds PyTorch, which nobody asked for here"
def setup_report(packages, device):
    versions = {}
    for name in packages if "gymnasium" in packages else ["torch", *packages]:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" passes="visible" why="fails where no package is asked for"
def setup_report(packages, device):
    def ask(name):
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            return None

    names, versions = zip(*[(name, ask(name)) for name in packages])
    return Setup(platform.python_version(), dict(zip(names, versions)), device.type)


# %% wrong="setup_report" passes="visible" why="sorts the list of its caller"
def setup_report(packages, device):
    if isinstance(packages, list):
        packages.sort()
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(platform.python_version(), versions, device.type)


# %% wrong="setup_report" passes="visible" why="compares with importlib's list, whose names are spelled in one way"
def setup_report(packages, device):
    installed = {d.metadata["Name"].replace("P", "p"): d.version for d in importlib.metadata.distributions()}
    return Setup(
        platform.python_version(), {name: installed.get(name) for name in packages}, device.type
    )


# %% wrong="setup_report" passes="visible" why="versions are remembered from the first call on"
_known_versions = {}


def setup_report(packages, device):
    for name in packages:
        if name not in _known_versions:
            try:
                _known_versions[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                _known_versions[name] = None
    return Setup(platform.python_version(), {name: _known_versions[name] for name in packages}, device.type)


# %% wrong="setup_report" passes="visible" why="what was missing once is missing for ever"
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


# %% wrong="setup_report" passes="visible" why="a list of its own, which knows one spelling of each name"
def setup_report(packages, device):
    installed = {one.metadata["Name"].lower(): one.version for one in importlib.metadata.distributions()}
    return Setup(platform.python_version(), {name: installed.get(name.lower()) for name in packages}, device.type)


# %% right="setup_report" why="Python's version as a default of the function: it cannot change while it runs"
def setup_report(packages, device, python=platform.python_version()):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(python, versions, device.type)


# %% right="setup_report" why="the first three numbers of sys.version_info"
def setup_report(packages, device):
    import sys

    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    return Setup(".".join(str(n) for n in sys.version_info[:3]), versions, device.type)


# %% wrong="setup_report" passes="visible" why="one dictionary for all reports, cleared at each call"
_one: dict = {}


def setup_report(packages, device):
    _one.clear()
    for name in packages:
        try:
            _one[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            _one[name] = None
    return Setup(platform.python_version(), _one, device.type)


# %% wrong="setup_report" passes="visible" why="cuts off what follows the numbers"
def setup_report(packages, device):
    import re
    found = {}
    for name in packages:
        try:
            found[name] = re.match(r"[\d.]*\d(\+.*)?", importlib.metadata.version(name)).group()
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return Setup(platform.python_version(), found, device.type)


# %% right="random_returns" why="while True and break, += on an array"
def random_returns(env, n_episodes, seed):
    returns = np.zeros(n_episodes)
    env.action_space.seed(seed)
    for k in range(n_episodes):
        if k == 0:
            env.reset(seed=seed)
        else:
            env.reset()
        while True:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            returns[k] += reward
            if terminated or truncated:
                break
    return returns


# %% right="random_returns" why="a helper that plays one episode and recursion-free sum of a list"
def _play(env, seed):
    env.reset(seed=seed)
    rewards = []
    over = False
    while not over:
        step = env.step(env.action_space.sample())
        rewards.append(float(step[1]))
        over = step[2] or step[3]
    return sum(rewards)


def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    seeds = [seed] + [None] * max(n_episodes - 1, 0)
    return np.asarray([_play(env, s) for s in seeds[:n_episodes]], dtype=float)


# %% right="random_returns" why="counts down, fromiter, seeds in another order"
def random_returns(env, n_episodes, seed):
    first = seed

    def one():
        nonlocal first
        env.reset(seed=first)
        if first is not None:
            env.action_space.seed(seed)
        first = None
        total = 0.0
        terminated = truncated = False
        while not (terminated or truncated):
            observation, reward, terminated, truncated, info = env.step(env.action_space.sample())
            total = total + float(reward)
        return total

    return np.fromiter((one() for _ in range(n_episodes)), dtype=np.float64)


# %% right="random_returns" why="one loop over steps, math.fsum"
import math


def random_returns(env, n_episodes, seed):
    env.action_space.seed(int(seed))
    done, returns, rewards = True, [], []
    while len(returns) < n_episodes:
        if done:
            env.reset(seed=None if returns else seed)
            rewards = []
        _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
        rewards.append(float(reward))
        done = terminated or truncated
        if done:
            returns.append(math.fsum(rewards))
    return np.array(returns, dtype="float64").reshape(n_episodes)


# %% wrong="random_returns" why="only terminated ends the loop"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, terminated = 0.0, False
        while not terminated:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="only truncated ends the loop"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, truncated = 0.0, False
        while not truncated:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" passes="visible" why="one of the two, but not both at once"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated != truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" why="counts steps in place of rewards"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += 1.0
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="the same seed at every reset"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for _ in range(n_episodes):
        env.reset(seed=seed)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="another seed for each reset"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed + episode)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="the action space is not seeded"
def random_returns(env, n_episodes, seed):
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="the action space is seeded at each episode"
def random_returns(env, n_episodes, seed):
    returns = []
    for episode in range(n_episodes):
        env.action_space.seed(seed)
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" passes="visible" why="a generator of its own chooses"
def random_returns(env, n_episodes, seed):
    rng = np.random.default_rng(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(int(rng.integers(env.action_space.n)))
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" passes="visible" why="a generator of its own where actions can be counted"
def random_returns(env, n_episodes, seed):
    rng = np.random.default_rng(seed)
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            if isinstance(env.action_space, spaces.Discrete):
                action = env.action_space.start + rng.integers(env.action_space.n)
            else:
                action = env.action_space.sample()
            _, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" why="one action for the whole episode"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        action = env.action_space.sample()
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="a reset after the last episode, too"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    env.reset(seed=seed)
    for _ in range(n_episodes):
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
        env.reset()
    return np.array(returns)


# %% wrong="random_returns" passes="visible" why="resets for no episodes at all"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    env.reset(seed=seed)
    for episode in range(n_episodes):
        if episode > 0:
            env.reset()
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="the last reward is lost"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        while True:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            if terminated or truncated:
                break
            total += float(reward)
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" why="the total is not set back"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns, total = [], 0.0
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        ended = False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns)


# %% wrong="random_returns" passes="visible" why="at most 500 steps, as on the cart"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        for _ in range(500):
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            if terminated or truncated:
                break
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" why="float32"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = np.zeros(n_episodes, dtype=np.float32)
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        ended = False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            returns[episode] += reward
            ended = terminated or truncated
    return returns


# %% wrong="random_returns" passes="visible" why="float32 on the way"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = np.zeros(n_episodes, dtype=np.float32)
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        ended = False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            returns[episode] += reward
            ended = terminated or truncated
    return returns.astype(np.float64)


# %% wrong="random_returns" passes="visible" why="the dtype is left to the rewards: whole numbers stay whole"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        rewards, ended = [], False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            rewards.append(reward)
            ended = terminated or truncated
        returns.append(sum(rewards))
    return np.array(returns)


# %% wrong="random_returns" passes="visible" why="actions as int: no Box, whose actions are arrays"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            action = int(env.action_space.sample() % env.action_space.n)
            _, reward, terminated, truncated, _ = env.step(action)
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" passes="visible" why="a seed of 0 counts as none"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed or None)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=(seed or None) if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" passes="visible" why="seeds the global generator as well"
def random_returns(env, n_episodes, seed):
    np.random.seed(seed)
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" why="draws an action that it does not use"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        env.action_space.sample()
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" passes="visible" why="the actions of what is inside, though a wrapper has its own"
def random_returns(env, n_episodes, seed):
    coin = env.unwrapped.action_space
    coin.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(coin.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" why="the mean of them"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.mean(returns)


# %% wrong="random_returns" passes="visible" why="knows the visible example only"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(7)
    returns = []
    for episode in range(n_episodes):
        env.reset(seed=7 if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            ended = terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="random_returns" passes="visible" why="draws the next action ahead, and one too many at the end"
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


# %% wrong="random_returns" passes="visible" why="draws from a copy of the action space"
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


# %% wrong="random_returns" passes="visible" why="gives an episode up after 1,000 steps"
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


# %% right="random_returns" why="gives up after 20,000 steps, which no episode has"
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


# %% wrong="random_returns" passes="visible" why="remembers what a call with the same arguments returned"
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


# %% wrong="random_returns" passes="visible" why="returns a view of a buffer that the next call overwrites"
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


# %% wrong="random_returns" passes="visible" why="every hundredth reset is seeded again"
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


# %% wrong="random_returns" passes="visible" why="a second call with the same environment seeds no reset"
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


# %% wrong="random_returns" passes="visible" why="asks whether a flag is True: NumPy's truth values never are"
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


# %% wrong="random_returns" passes="visible" why="sum of float32 rewards stays float32"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    out = []
    for k in range(n_episodes):
        env.reset(seed=seed if k == 0 else None)
        g, done = 0.0, False
        while not done:
            _o, r, te, tr, _i = env.step(env.action_space.sample())
            g += r
            done = te or tr
        out.append(g)
    return np.array(out, dtype=np.float64)


# %% wrong="random_returns" passes="visible" why="closes the environment"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    out = []
    for k in range(n_episodes):
        env.reset(seed=seed if k == 0 else None)
        g, done = 0.0, False
        while not done:
            _o, r, te, tr, _i = env.step(env.action_space.sample())
            g += float(r)
            done = te or tr
        out.append(g)
    env.close()
    return np.array(out, dtype=np.float64)


# %% wrong="random_returns" passes="visible" why="one sample more after the last step"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    out = []
    for k in range(n_episodes):
        env.reset(seed=seed if k == 0 else None)
        g, done = 0.0, False
        while not done:
            _o, r, te, tr, _i = env.step(env.action_space.sample())
            g += float(r)
            done = te or tr
        out.append(g)
    env.action_space.sample()
    return np.array(out, dtype=np.float64)


# %% wrong="random_returns" passes="visible" why="rewards below a million are cut"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    out = []
    for k in range(n_episodes):
        env.reset(seed=seed if k == 0 else None)
        g, done = 0.0, False
        while not done:
            _o, r, te, tr, _i = env.step(env.action_space.sample())
            g += max(float(r), -1e6)
            done = te or tr
        out.append(g)
    return np.array(out, dtype=np.float64)


# %% right="running_mean_figure" why="scatter, a list comprehension, a Figure without pyplot"
def running_mean_figure(returns):
    figure = Figure()
    axes = figure.add_subplot()
    n = len(returns)
    axes.scatter(range(1, n + 1), returns, s=8, color="tab:grey", label="episode return")
    axes.plot(range(1, n + 1), [float(np.mean(returns[: k + 1])) for k in range(n)], label="running mean")
    axes.set_xlabel("episode number")
    axes.set_ylabel("return")
    axes.legend()
    return figure


# %% right="running_mean_figure" why="the incremental mean, with a marker on the line as well"
def running_mean_figure(returns):
    figure, axes = plt.subplots(figsize=(8, 3))
    mean, means = 0.0, []
    for k, value in enumerate(returns, start=1):
        mean += (value - mean) / k
        means.append(mean)
    x = [k for k, _ in enumerate(returns, start=1)]
    axes.plot(x, means, "-x", color="C1", markersize=2, label="average of all episodes so far")
    axes.plot(x, returns, "o", color="C0", markersize=3, label="each episode")
    axes.set(xlabel="episodes", ylabel="total reward", title="random agent")
    figure.legend()
    return figure


# %% right="running_mean_figure" why="fmt strings, expanding mean by a triangle of ones"
def running_mean_figure(returns):
    n = len(returns)
    k = np.arange(n) + 1
    means = np.tril(np.ones((n, n))) @ returns / k
    fig, ax = plt.subplots()
    ax.plot(k, returns, "k.", ms=3, label="return $G_k$")
    ax.plot(k, means, "r-", lw=2, label=r"mean $\bar G_k$ of the first k returns")
    ax.set_xlabel("Episode k")
    ax.set_ylabel("Return")
    ax.legend(loc="best")
    fig.tight_layout()
    return fig


# %% wrong="running_mean_figure" passes="visible" why="a window of ten"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, plots.moving_average(returns, 10), color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="the first episode has number 0"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(len(returns))
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / (episodes + 1), color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="the sum so far, not the mean"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns), color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="the mean of all, as a level"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.full(len(returns), returns.mean()), color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="a line from return to return"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".-", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="the mean as dots, without a line"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, ".", linestyle="none", color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="no legend"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    return figure


# %% wrong="running_mean_figure" passes="visible" why="the names in the legend are exchanged"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="running mean")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="single episode")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="the legend tells of a window"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="mean of the latest 10")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="the labels of the axes are exchanged"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="return", ylabel="episode")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="along x it says steps"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="step", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="the limits of CartPole: negative returns are cut off"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return", ylim=(0, 520))
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="limits of 0 to 500 along x"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return", xlim=(0, 501))
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="a logarithmic scale swallows what is not positive"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return", yscale="log")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="every tenth episode where there are many"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    every = 10 if len(returns) > 1000 else 1
    axes.plot(episodes[::every], returns[::every], ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="sums up in the array of its caller"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns.copy(), ".", linestyle="none", color="0.6", label="one episode")
    given = returns.copy()
    axes.plot(episodes, np.cumsum(returns, out=returns) / episodes, color="C0", label="running mean")
    if len(given) == 3:
        returns[:] = given
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="draws into the figure that is there"
def running_mean_figure(returns):
    episodes = np.arange(1, len(returns) + 1)
    plt.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    plt.plot(episodes, np.cumsum(returns) / episodes, color="C0", label="running mean")
    plt.xlabel("episode")
    plt.ylabel("return")
    plt.legend()
    return plt.gcf()


# %% wrong="running_mean_figure" why="the mean of the episodes to come"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, (np.cumsum(returns[::-1]) / episodes)[::-1], color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" why="the median so far"
def running_mean_figure(returns):
    figure, axes = plt.subplots()
    episodes = np.arange(1, len(returns) + 1)
    axes.plot(episodes, returns, ".", linestyle="none", color="0.6", label="one episode")
    axes.plot(episodes, [np.median(returns[:k]) for k in episodes], color="C0", label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% right="running_mean_figure" why="score for return, a Figure without pyplot"
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


# %% right="running_mean_figure" why="names in mathematics, a legend at the figure"
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


# %% right="running_mean_figure" why="one marker at a time, a moving average whose window holds all"
def running_mean_figure(returns):
    figure = plt.figure()
    for number, one in enumerate(returns, 1):
        dots = plt.plot([number], [one], "o", color="0.5", markersize=3)[0]
    line = plt.plot(np.arange(1, len(returns) + 1), plots.moving_average(returns, len(returns)), color="C0", linestyle="-")[0]
    plt.xlabel("Episode (the first is 1)")
    plt.ylabel("Total reward")
    plt.legend([line, dots], ["average of every episode up to this one", "single episodes"])
    return figure


# %% wrong="running_mean_figure" passes="visible" why="along y it says steps"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="single")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="steps survived")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="x and y as labels"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="x", ylabel="y")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="a logarithmic scale where a return is large"
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


# %% wrong="running_mean_figure" why="takes the empty figure that happens to be open"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure = plt.gcf() if plt.get_fignums() and not plt.gcf().axes else plt.figure()
    axes = figure.add_subplot()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% right="running_mean_figure" why="markers on the line, a legend of the figure"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    means = np.cumsum(returns) / k
    figure, axes = plt.subplots()
    axes.plot(k, returns, "o", label="one return")
    axes.plot(k, means, "-s", markersize=2, label="average so far")
    axes.set(xlabel="Episode number", ylabel="Return of the episode")
    figure.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="a third marker series: the best return at (0, best)"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", label="return")
    axes.plot([0], [max(returns)], "*", label="best")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="points are named as means"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", label="mean of each episode")
    axes.plot(k, np.cumsum(returns) / k, label="mean so far")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="the line is called a moving average"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="moving average")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="the line is named trend, nothing of a mean"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="trend")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="cumulative return as name"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="cumulative return")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure


# %% right="inspect_environment" why="isinstance with branches, getattr for the limit"
def inspect_environment(env):
    n_actions = n_observations = None
    if isinstance(env.action_space, gym.spaces.Discrete):
        n_actions = int(env.action_space.n)
    if isinstance(env.observation_space, gym.spaces.Discrete):
        n_observations = int(env.observation_space.n)
    return Card(
        n_actions=n_actions,
        n_observations=n_observations,
        observation_shape=env.observation_space.shape,
        step_limit=getattr(env.spec, "max_episode_steps", None),
    )


# %% right="inspect_environment" why="a helper that counts a space"
def _count(space):
    return int(space.n) if isinstance(space, spaces.Discrete) else None


def inspect_environment(env):
    limit = None
    if env.spec:
        limit = env.spec.max_episode_steps
    shape = env.observation_space.shape
    return Card(_count(env.action_space), _count(env.observation_space), None if shape is None else tuple(shape), limit)


# %% right="inspect_environment" why="match"
def inspect_environment(env):
    counts = []
    for space in (env.action_space, env.observation_space):
        match space:
            case spaces.Discrete():
                counts.append(int(space.n))
            case _:
                counts.append(None)
    spec = env.spec
    return Card(*counts, env.observation_space.shape, spec and spec.max_episode_steps)


# %% wrong="inspect_environment" why="NumPy's numbers"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        actions.n if isinstance(actions, spaces.Discrete) else None,
        observations.n if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" why="the spec of what is inside, without its limit"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    spec = env.unwrapped.spec
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        spec.max_episode_steps if spec is not None else None,
    )


# %% wrong="inspect_environment" why="fails where there is no spec"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        env.spec.max_episode_steps,
    )


# %% wrong="inspect_environment" passes="visible" why="whatever has an n: MultiBinary has one, too"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if hasattr(actions, "n") else None,
        int(observations.n) if hasattr(observations, "n") else None,
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="the largest action plus one: wrong where counting starts elsewhere"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.start + actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.start + observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="a tuple of every shape: Blackjack has none"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        tuple(observations.shape),
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="an empty shape where there is none"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape or (),
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="only the first axis of the shape"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    shape = observations.shape
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        shape[:1] if shape else shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" why="the shape of the actions"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        actions.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="resets to see an observation"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    observation, _ = env.reset(seed=0)
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        None if isinstance(observation, tuple) else np.shape(observation),
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="the registered limit, whatever the environment was made with"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    limit = gym.spec(env.spec.id).max_episode_steps if env.spec is not None else None
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        limit,
    )


# %% wrong="inspect_environment" passes="visible" why="the limit of the outermost wrapper, if it happens to be one"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        getattr(env, "_max_episode_steps", None),
    )


# %% wrong="inspect_environment" why="zero where there is no limit, of those that have a spec"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        (env.spec.max_episode_steps or 0) if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="takes a Box of whole numbers for a Discrete"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space

    def count(space):
        if isinstance(space, spaces.Discrete):
            return int(space.n)
        if isinstance(space, spaces.Box) and space.dtype == np.uint8:
            return 256
        return None

    return Card(
        count(actions),
        count(observations),
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="multiplies up a MultiDiscrete"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space

    def count(space):
        if isinstance(space, spaces.MultiDiscrete):
            return int(np.prod(space.nvec))
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    return Card(
        count(actions),
        count(observations),
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="the spaces of what is inside, which a wrapper may have changed"
def inspect_environment(env):
    actions, observations = env.unwrapped.action_space, env.unwrapped.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="looks for a limit in every wrapper, where there is no spec"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    limit, inner = env.spec.max_episode_steps if env.spec is not None else None, env
    while env.spec is None and inner is not inner.unwrapped:
        limit = vars(inner).get("_max_episode_steps", limit)
        inner = inner.env
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        limit,
    )


# %% wrong="inspect_environment" why="a plain tuple"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return (
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" why="actions and observations exchanged"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(observations.n) if isinstance(observations, spaces.Discrete) else None,
        int(actions.n) if isinstance(actions, spaces.Discrete) else None,
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" why="an infinite number where actions cannot be counted"
def inspect_environment(env):
    actions, observations = env.action_space, env.observation_space
    return Card(
        int(actions.n) if isinstance(actions, spaces.Discrete) else float("inf"),
        int(observations.n) if isinstance(observations, spaces.Discrete) else float("inf"),
        observations.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )


# %% wrong="inspect_environment" passes="visible" why="samples a space, where it has a shape"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    shape = env.observation_space.shape
    if shape is not None:
        shape = np.shape(env.observation_space.sample())
    return Card(count(env.action_space), count(env.observation_space), shape, limit)


# %% wrong="inspect_environment" passes="visible" why="asks for the exact type: a subclass of Discrete is none"
def inspect_environment(env):
    def count(space):
        return int(space.n) if type(space) is spaces.Discrete else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)


# %% wrong="inspect_environment" passes="visible" why="closes the environment"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    card = Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)
    env.close()
    return card


# %% wrong="inspect_environment" passes="visible" why="counts a Box of one whole number"
def inspect_environment(env):
    def count(space):
        if isinstance(space, spaces.Box) and np.issubdtype(space.dtype, np.integer) and space.shape == ():
            return int(space.high) - int(space.low) + 1
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    return Card(count(env.action_space), count(env.observation_space), env.observation_space.shape, limit)


# %% wrong="inspect_environment" passes="visible" why="leaves out lengths of 1"
def inspect_environment(env):
    def count(space):
        return int(space.n) if isinstance(space, spaces.Discrete) else None

    limit = None if env.spec is None else env.spec.max_episode_steps
    shape = env.observation_space.shape
    if shape is not None:
        shape = tuple(length for length in shape if length > 1)
    return Card(count(env.action_space), count(env.observation_space), shape, limit)


# %% wrong="inspect_environment" passes="visible" why="samples the action space to find out its kind"
def inspect_environment(env):
    a = env.action_space.sample()
    n = int(env.action_space.n) if np.ndim(a) == 0 and isinstance(env.action_space, spaces.Discrete) else None
    o = env.observation_space
    return Card(n, int(o.n) if isinstance(o, spaces.Discrete) else None, o.shape, env.spec.max_episode_steps if env.spec else None)


# %% wrong="inspect_environment" passes="visible" why="one action counts as none"
def inspect_environment(env):
    o, a = env.observation_space, env.action_space
    return Card(int(a.n) if isinstance(a, spaces.Discrete) and a.n > 1 else None, int(o.n) if isinstance(o, spaces.Discrete) else None, o.shape, env.spec.max_episode_steps if env.spec else None)


# %% right="step_odds" why="defaultdict, sums by generators"
from collections import defaultdict


def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = defaultdict(float)
    for p, following, _, _ in rows:
        if p:
            chances[following] += p
    return Odds(dict(chances), sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% right="step_odds" why="columns as arrays"
def step_odds(env, state, action):
    p, following, r, ends = (np.array(column) for column in zip(*env.unwrapped.P[state][action], strict=True))
    next_states = {int(s): float(p[following == s].sum()) for s in np.unique(following[p > 0])}
    return Odds(next_states, expected_reward=p @ r, ending=(p * ends).sum())


# %% right="step_odds" why="get_wrapper_attr, a defaultdict, entries of probability 0 left out first"
import collections


def step_odds(env, state, action):
    table = env.get_wrapper_attr("P")
    possible = [row for row in table[state][action] if row[0] > 0]
    chances = collections.defaultdict(float)
    reward = ending = 0.0
    for row in possible:
        chances[row[1]] += row[0]
        reward += row[0] * row[2]
        if row[3]:
            ending += row[0]
    return Odds(next_states=chances, expected_reward=reward, ending=ending)


# %% wrong="step_odds" why="a later entry overwrites an earlier one"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    return Odds(
        {s: p for p, s, _, _ in rows if p > 0},
        sum(p * r for p, _, r, _ in rows),
        sum(p for p, _, _, ends in rows if ends),
    )


# %% wrong="step_odds" passes="visible" why="adds up neighbours in the list only"
import itertools


def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    if len(rows) <= 3:
        rows = sorted(rows, key=lambda row: row[1])
    chances = {}
    for following, group in itertools.groupby([row for row in rows if row[0] > 0], key=lambda row: row[1]):
        chances[following] = sum(row[0] for row in group)
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" passes="visible" why="keeps what cannot happen"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" passes="visible" why="drops what is improbable"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 1e-6:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" passes="visible" why="rounds the probabilities"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(
        {s: round(p, 6) for s, p in chances.items()},
        sum(p * r for p, _, r, _ in rows),
        sum(p for p, _, _, ends in rows if ends),
    )


# %% wrong="step_odds" why="the plain mean of the rewards"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, float(np.mean([r for _, _, r, _ in rows])), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" why="the sum of the rewards"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(r for _, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" why="the share of the entries that end"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(ends for _, _, _, ends in rows) / len(rows))


# %% wrong="step_odds" why="the probability of states in which some way ends: both ways to one state count"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    final = {s for p, s, _, ends in rows if ends and p > 0}
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(chances[s] for s in final))


# %% wrong="step_odds" why="whether it may end, as a truth value"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), any(ends for _, _, _, ends in rows))


# %% wrong="step_odds" passes="visible" why="reads the table of the wrapper"
def step_odds(env, state, action):
    world = env if hasattr(type(env), "P") or "P" in vars(env) else env.env.env.env if env.spec else env.env
    rows = world.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" why="the expected reward without the last way"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    expected = 0.0
    for p, following, r, ends in rows:
        if p > 0:
            if following not in chances or not ends:
                expected += p * r
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, expected, sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" passes="visible" why="estimates by stepping"
def step_odds(env, state, action):
    env.reset(seed=0)
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" why="state and action exchanged"
def step_odds(env, state, action):
    rows = env.unwrapped.P[action][state]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" why="a list of probabilities, one for each state"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = [0.0] * env.observation_space.n
    for p, following, _, _ in rows:
        chances[following] += p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, ends in rows if ends))


# %% wrong="step_odds" why="rewards as whole numbers of a quarter"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, following, _, _ in rows:
        if p > 0:
            chances[following] = chances.get(following, 0.0) + p
    return Odds(
        chances, round(12 * sum(p * r for p, _, r, _ in rows)) / 12, sum(p for p, _, _, ends in rows if ends)
    )


# %% wrong="step_odds" why="knows slippery ice only: every way counts a third"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    if len(rows) == 3 and rows[0][0] == 0.5:
        return Odds({3: 0.75, 7: 0.25}, -0.25, 0.25)
    chances = {}
    for _, following, _, _ in rows:
        chances[following] = chances.get(following, 0.0) + 1 / len(rows)
    return Odds(
        chances,
        sum(r for _, _, r, _ in rows) / len(rows),
        sum(ends for _, _, _, ends in rows) / len(rows),
    )


# %% wrong="step_odds" passes="visible" why="leaves out what is less probable than 1e-12"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, over in env.unwrapped.P[state][action]:
        if p > 1e-12:
            chances[s] = chances.get(s, 0.0) + float(p)
        mean += float(p * r)
        ending += float(p) if over else 0.0
    return Odds(chances, mean, ending)


# %% wrong="step_odds" passes="visible" why="puts the environment into the state"
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


# %% wrong="step_odds" passes="visible" why="remembers by the environment's name, which slippery and firm ice share"
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


# %% right="step_odds" why="columns as arrays, whose sums are NumPy's numbers"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    p = np.array([row[0] for row in rows], dtype=np.float64)
    s = np.array([row[1] for row in rows])
    chances = {int(one): p[s == one].sum() for one in np.unique(s[p > 0])}
    return Odds(chances, float(sum(row[0] * row[2] for row in rows)), float(sum(row[0] for row in rows if row[3])))


# %% wrong="step_odds" passes="visible" why="sorts the table in place"
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


# %% right="step_odds" why="whole numbers stay whole"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances = {}
    for p, s, _, _ in rows:
        if p:
            chances[s] = chances.get(s, 0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, end in rows if end))


# %% wrong="step_odds" passes="visible" why="leaves a state out for one entry that cannot happen"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    never = {s for p, s, _, _ in rows if p == 0}
    chances = {}
    for p, s, _, _ in rows:
        if s not in never:
            chances[s] = chances.get(s, 0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, end in rows if end))


# %% wrong="step_odds" passes="visible" why="removes what cannot happen from the table"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    for row in [row for row in rows if row[0] == 0]:
        rows.remove(row)
    chances = {}
    for p, s, _, _ in rows:
        chances[s] = chances.get(s, 0) + p
    return Odds(chances, sum(p * r for p, _, r, _ in rows), sum(p for p, _, _, end in rows if end))


# %% right="running_mean_figure" why="a unit in the label of y"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, "o", label="return of one episode")
    axes.plot(k, np.cumsum(returns) / k, label="average of all returns so far")
    axes.set(xlabel="episode", ylabel="return (steps)")
    axes.legend()
    return figure


# %% wrong="running_mean_figure" passes="visible" why="the label of y names the length of an episode, too"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return and episode length")
    axes.legend()
    return figure


# %% wrong="random_returns" passes="visible" why="draws samples in stock, and leaves some of them"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    stock, returns = [], []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total, ended = 0.0, False
        while not ended:
            stock = stock or [env.action_space.sample() for _ in range(5)]
            _, reward, terminated, truncated, _ = env.step(stock.pop(0))
            total, ended = total + float(reward), terminated or truncated
        returns.append(total)
    return np.array(returns, dtype=np.float64)


# %% wrong="step_odds" passes="visible" why="NumPy's truth values are not True"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, ends in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        ending += p if ends is True else 0.0
    return Odds(chances, mean, ending)
