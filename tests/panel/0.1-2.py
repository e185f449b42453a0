# %% right="setup_report" why="plain loop with try/except, as in the hint"
def setup_report(packages, device):
    found = {}
    for name in packages:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return Setup(platform.python_version(), found, device.type)
# %% right="setup_report" why="inner helper and dict comprehension"
def setup_report(packages: Sequence[str], device: torch.device) -> Setup:
    def frage_nach(ding):
        try:
            return importlib.metadata.version(ding)
        except importlib.metadata.PackageNotFoundError:
            return None

    return Setup(
        python=platform.python_version(),
        packages={ding: frage_nach(ding) for ding in packages},
        device=device.type,
    )
# %% right="setup_report" why="dict.fromkeys, then contextlib.suppress; type cut out of the text of the device"
from contextlib import suppress


def setup_report(packages, device):
    versions = dict.fromkeys(packages)
    for p in versions:
        with suppress(importlib.metadata.PackageNotFoundError):
            versions[p] = importlib.metadata.version(p)
    kind, _, _ = str(device).partition(":")
    return Setup(device=kind, packages=versions, python=platform.python_version())
# %% right="setup_report" why="distribution objects, ModuleNotFoundError as base class, clumsy while loop over an index"
import importlib.metadata as md


def setup_report(packages, device):
    keys = list(packages)
    values = []
    i = 0
    while i < len(keys):
        try:
            dist = md.distribution(keys[i])
        except ModuleNotFoundError:
            values.append(None)
        else:
            values.append(dist.version)
        i += 1
    return Setup(platform.python_version(), dict(zip(keys, values)), str(device).split(":")[0])
# %% right="setup_report" why="functional: map over a global helper, zip, annotated"
def _version_or_none(package_name: str) -> str | None:
    result: str | None = None
    try:
        result = importlib.metadata.version(package_name)
    except importlib.metadata.PackageNotFoundError:
        pass
    return result


def setup_report(packages: Sequence[str], device: torch.device) -> Setup:
    return Setup._make(
        (
            platform.python_version(),
            dict(zip(packages, map(_version_or_none, packages), strict=True)),
            torch.device(device).type,
        )
    )
# %% wrong="setup_report" why="'Look each package up at each call': a cached helper keeps the old version after an update"
import functools


@functools.lru_cache(maxsize=None)
def _look_up(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def setup_report(packages, device):
    return Setup(platform.python_version(), {n: _look_up(n) for n in packages}, device.type)
# %% wrong="setup_report" why="'Look each package up at each call': a mutable default argument remembers installed and missing packages"
def setup_report(packages, device, known={}):
    for name in packages:
        if name not in known:
            try:
                known[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                known[name] = None
    return Setup(platform.python_version(), {name: known[name] for name in packages}, device.type)
# %% wrong="setup_report" why="'exactly as importlib.metadata.version gives it (2.1.0+cpu with its tail)': cuts the tail off"
def setup_report(packages, device):
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name).split("+")[0]
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    return Setup(platform.python_version(), out, device.type)
# %% wrong="setup_report" why="'in that order': the entries are sorted by name (the names of the visible test are sorted already)"
def setup_report(packages, device):
    out = {}
    for name in sorted(packages):
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    return Setup(platform.python_version(), out, device.type)
# %% wrong="setup_report" why="'leave packages as it is': the list is sorted in place (and the order is not the given one)"
def setup_report(packages, device):
    if isinstance(packages, list):
        packages.sort()
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    return Setup(platform.python_version(), out, device.type)
# %% wrong="setup_report" why="'spelled as it was given': keys are made lower case with dashes, so Pillow becomes pillow"
def setup_report(packages, device):
    out = {}
    for name in packages:
        name = name.lower().replace("_", "-")
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    return Setup(platform.python_version(), out, device.type)
# %% wrong="setup_report" why="'names under which packages are installed', None for one not installed: falls back to importing, so json or an import name gets a version"
def setup_report(packages, device):
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            try:
                out[name] = getattr(__import__(name), "__version__", None)
            except ImportError:
                out[name] = None
    return Setup(platform.python_version(), out, device.type)
# %% wrong="setup_report" why="'the type of the given device, without a number': four letters of the text, which is 'cpu:' for cpu:0 and 'mps:' for mps:0"
def setup_report(packages, device):
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    return Setup(platform.python_version(), out, str(device)[:4])
# %% wrong="setup_report" why="'the type of the GIVEN device': ignores it unless it is on CUDA, so mps is reported as cpu"
def setup_report(packages, device):
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    return Setup(platform.python_version(), out, "cuda" if "cuda" in str(device) else "cpu")
# %% wrong="setup_report" why="'exactly as importlib.metadata.version(name) gives it': names are compared letter by letter with the installed ones, so Gymnasium is None though version() finds it"
def setup_report(packages, device):
    everything = {d.metadata["Name"]: d.version for d in importlib.metadata.distributions()}
    return Setup(
        platform.python_version(),
        {name: everything.get(name) for name in packages},
        device.type,
    )
# %% wrong="setup_report" why="'looked up at this call': the table of installed packages is read once, when the cell runs"
_INSTALLED = {}
for _dist in importlib.metadata.distributions():
    _INSTALLED[_dist.metadata["Name"].lower()] = _dist.version


def setup_report(packages, device):
    return Setup(
        platform.python_version(),
        {name: _INSTALLED.get(name.lower()) for name in packages},
        device.type,
    )
# %% wrong="setup_report" why="an entry for EACH name: one try around the whole loop, so all after the first missing one are None"
def setup_report(packages, device):
    out = dict.fromkeys(packages)
    try:
        for name in packages:
            out[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
    return Setup(platform.python_version(), out, device.type)
# %% wrong="setup_report" why="'None for a package that is not installed': a text instead"
def setup_report(packages, device):
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = "not installed"
    return Setup(platform.python_version(), out, device.type)
# %% wrong="setup_report" why="'as the text that platform.python_version() gives': three numbers put together, which loses rc1 or + of a pre-release"
import sys


def setup_report(packages, device):
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    v = sys.version_info
    return Setup(f"{v.major}.{v.minor}.{v.micro}", out, device.type)
# %% wrong="setup_report" why="packages may be empty ('there may be none'): max() of an empty list raises"
def setup_report(packages, device):
    width = max(len(name) for name in packages)
    out = {}
    for name in packages:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = None
    assert width >= 0
    return Setup(platform.python_version(), out, device.type)
# %% right="random_returns" why="as in the hint: for, while, list"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% right="random_returns" why="array filled in place, while True with break, seed given only in the first branch"
def random_returns(env: gym.Env[Any, Any], n_episodes: int, seed: int) -> NDArray[np.float64]:
    result = np.zeros(n_episodes, dtype=np.float64)
    if n_episodes == 0:
        return result
    space = env.action_space
    space.seed(seed)
    for k in range(n_episodes):
        if k == 0:
            env.reset(seed=seed)
        else:
            env.reset()
        while True:
            step = env.step(space.sample())
            result[k] += float(step[1])
            if step[2]:
                break
            if step[3]:
                break
    return result
# %% right="random_returns" why="generator of rewards, np.fromiter, seeds from itertools"
import itertools


def random_returns(env, n_episodes, seed):
    def lohnstreifen(start):
        env.reset(seed=start)
        vorbei = False
        while not vorbei:
            _, lohn, ende, abbruch, _ = env.step(env.action_space.sample())
            vorbei = bool(ende) or bool(abbruch)
            yield float(lohn)

    env.action_space.seed(seed)
    starts = itertools.islice(itertools.chain([seed], itertools.repeat(None)), n_episodes)
    return np.fromiter((sum(lohnstreifen(s)) for s in starts), dtype=np.float64, count=n_episodes)
# %% right="random_returns" why="first reset before the loop, next reset at the end of an episode unless it was the last; one flat loop"
def random_returns(env, n_episodes, seed):
    returns = []
    if n_episodes > 0:
        env.reset(seed=seed)
        env.action_space.seed(seed)
        rewards = []
        while len(returns) < n_episodes:
            action = env.action_space.sample()
            obs, reward, terminated, truncated, info = env.step(action)
            rewards.append(float(reward))
            if np.logical_or(terminated, truncated):
                returns.append(np.sum(rewards))
                rewards = []
                if len(returns) != n_episodes:
                    env.reset()
    return np.asarray(returns, dtype="float64")
# %% right="random_returns" why="a small agent class and math.fsum"
import math


class Wuerfel:
    def __init__(self, space, seed):
        self.space = space
        self.space.seed(seed)

    def act(self, observation):
        return self.space.sample()


def _play(env, agent, **how):
    observation, _ = env.reset(**how)
    rewards = []
    for _ in range(10_000):
        observation, r, term, trunc, _ = env.step(agent.act(observation))
        rewards += [float(r)]
        if term or trunc:
            break
    return math.fsum(rewards)


def random_returns(env, n_episodes, seed):
    agent = Wuerfel(env.action_space, seed)
    out = np.empty((n_episodes,), dtype=np.float64)
    for i in range(n_episodes):
        out[i] = _play(env, agent, seed=seed) if i == 0 else _play(env, agent)
    return out
# %% wrong="random_returns" why="'the first reset gets seed': seed 0 is taken for no seed"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    next_seed = seed
    for _ in range(n_episodes):
        env.reset(seed=next_seed or None)
        next_seed = None
        total, done = 0.0, False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'make each reward a float before you add it': 0 + np.float32 stays float32"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += reward
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'Ask whether terminated is true, not whether it is True': NumPy's truth values never end the episode (a guard of 10,000 steps stops it)"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        for _ in range(10_000):
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            if terminated is True or truncated is True:
                break
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'an episode ends with the first step that is terminated or truncated', up to 10,000 steps: cut off after 500"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        for _ in range(500):
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            if terminated or truncated:
                break
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="off by one: 'at most 10,000 steps', but range(1, 10_000) allows only 9,999, so the last reward is lost"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = np.zeros(n_episodes)
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        for _ in range(1, 10_000):
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            sums[episode] += float(reward)
            if terminated or truncated:
                break
    return sums
# %% wrong="random_returns" why="'leaves the environment open': closes it"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    env.close()
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'For no episodes at all ... do not reset': the first reset stands before the loop"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    env.reset(seed=seed)
    sums = np.zeros(n_episodes)
    for k in range(n_episodes):
        if k > 0:
            env.reset()
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            sums[k] += float(reward)
            done = terminated or truncated
    return sums
# %% wrong="random_returns" why="'draw nothing else from it': a stock of 12 samples is drawn ahead, and what is left over was drawn for nothing"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    stock = []
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            if not stock:
                stock = [env.action_space.sample() for _ in range(12)]
            _, reward, terminated, truncated, _ = env.step(stock.pop(0))
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'any action space': int() of a sample fails for a Box or changes a sample that is no whole number"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(int(env.action_space.sample()))
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'one call of env.action_space.sample()': takes the space inside the wrappers, which is another where a wrapper changes it"
def random_returns(env, n_episodes, seed):
    space = env.unwrapped.action_space
    space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(space.sample())
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'Each call plays anew, returns an array of its own': results are remembered by environment, number and seed"
import functools


@functools.lru_cache
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'in float64': rewards pass through float32 on their way (seven digits)"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        rewards = []
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            rewards.append(reward)
            done = terminated or truncated
        sums.append(torch.tensor(rewards, dtype=torch.float32).sum().item())
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'float ... in float64': lets Gymnasium's statistics wrapper sum, which keeps the reward's own type, float32 for float32"
def random_returns(env, n_episodes, seed):
    counted = gym.wrappers.RecordEpisodeStatistics(env)
    counted.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        counted.reset(seed=seed if episode == 0 else None)
        done = False
        while not done:
            _, _, terminated, truncated, info = counted.step(counted.action_space.sample())
            done = terminated or truncated
        sums.append(float(info["episode"]["r"]))
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'once, before the first action': the action space is seeded again at each episode"
def random_returns(env, n_episodes, seed):
    sums = []
    for episode in range(n_episodes):
        env.action_space.seed(seed)
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            done = terminated or truncated
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'a return is the sum of the rewards': the one of the last step is left out"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = []
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        while True:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            if terminated or truncated:
                break
            total += float(reward)
        sums.append(total)
    return np.array(sums, dtype=np.float64)
# %% wrong="random_returns" why="'shape [n_episodes], rewards may be any numbers': a return of exactly 0 is taken for nothing and left out"
def random_returns(env, n_episodes, seed):
    env.action_space.seed(seed)
    sums = np.full(n_episodes, np.nan)
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        total = 0.0
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            total += float(reward)
            done = terminated or truncated
        if total:
            sums[episode] = total
    return sums[~np.isnan(sums)]
# %% wrong="random_returns" why="'each call returns an array of its own': one buffer is kept at module level and handed out again for the same length"
_BUFFERS = {}


def random_returns(env, n_episodes, seed):
    sums = _BUFFERS.setdefault(n_episodes, np.zeros(n_episodes))
    sums[:] = 0.0
    env.action_space.seed(seed)
    for episode in range(n_episodes):
        env.reset(seed=seed if episode == 0 else None)
        done = False
        while not done:
            _, reward, terminated, truncated, _ = env.step(env.action_space.sample())
            sums[episode] += float(reward)
            done = terminated or truncated
    return sums
# %% right="running_mean_figure" why="as in the hint"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set_xlabel("episode")
    axes.set_ylabel("return")
    axes.legend()
    return figure
# %% right="running_mean_figure" why="scatter, mean of each slice in a comprehension, object-oriented Figure without pyplot"
def running_mean_figure(returns: NDArray[np.float64]) -> Figure:
    n = returns.shape[0]
    xs = list(range(1, n + 1))
    ys = [float(np.mean(returns[:k])) for k in xs]
    fig = Figure(figsize=(6, 4))
    ax = fig.add_subplot(1, 1, 1)
    ax.scatter(xs, returns, s=12, color="tab:gray", label="single episodes")
    ax.plot(xs, ys, color="tab:red", linewidth=2, label="average so far")
    ax.set(xlabel="Episode", ylabel="Return")
    ax.legend(loc="best")
    return fig
# %% right="running_mean_figure" why="pyplot's state machine, clumsy loop with a running sum, legend outside, line first"
def running_mean_figure(returns):
    fig = plt.figure()
    summe = 0.0
    mittel = []
    for anzahl, wert in enumerate(returns, start=1):
        summe = summe + wert
        mittel.append(summe / anzahl)
    plt.plot(range(1, len(mittel) + 1), mittel, "-", color="black", label="mean of all episodes so far")
    plt.plot(range(1, len(mittel) + 1), returns.tolist(), "x", color="orange", label="episodes")
    plt.xlabel("number of the episode")
    plt.ylabel("score")
    plt.title("Random agent")
    plt.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0))
    return fig
# %% right="running_mean_figure" why="np.add.accumulate, line with small markers of its own, cumulative average, legend with a title"
def running_mean_figure(returns):
    number = 1 + np.arange(returns.size)
    running = np.add.accumulate(returns) / number
    figure, axes = plt.subplots(figsize=(7, 3.5))
    axes.plot(number, returns, marker="o", ls="", ms=4, color=plots.PALETTE[0], label="return of an episode")
    axes.plot(number, running, "-s", ms=2, color=plots.PALETTE[1], label="cumulative average")
    axes.set_xlabel("episode $k$")
    axes.set_ylabel("reward")
    axes.legend(title="random agent")
    axes.margins(0.05)
    return figure
# %% right="running_mean_figure" why="a text at the end of the line names it, the legend names the points"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    means = np.cumsum(returns) / k
    figure, axes = plt.subplots()
    axes.plot(k, returns, "o", markersize=3, linestyle="none", label="returns")
    (line,) = axes.plot(k, means, linestyle="-", color="#D55E00")
    axes.annotate("mean so far", (k[-1], means[-1]), color=line.get_color(), ha="right", va="bottom")
    axes.set(xlabel="episode", ylabel="return $G$")
    axes.legend()
    return figure
# %% right="running_mean_figure" why="handles and names handed to the legend, math.fsum, own limits with room"
import math


def running_mean_figure(returns):
    values = [float(v) for v in returns]
    ks = list(range(1, len(values) + 1))
    means = [math.fsum(values[:k]) / k for k in ks]
    fig, ax = plt.subplots(layout="tight")
    dots = ax.scatter(ks, values, marker="+", c="green")
    (curve,) = ax.plot(ks, means, "b--")
    lo, hi = min(values), max(values)
    room = 0.1 * (hi - lo) or 1.0
    ax.set_ylim(lo - room, hi + room)
    ax.set_xlim(0.5, len(values) + 0.5)
    ax.set_xlabel("Episodes")
    ax.set_ylabel("Return of the episode")
    fig.axes[0].legend([dots, curve], ["$G_k$", r"average $\bar G_k$"])
    return fig
# %% wrong="running_mean_figure" why="'the mean of all episodes so far, ... no moving average': a window of 100, unseen while there are fewer episodes"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, plots.moving_average(returns, 100), label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'it must be true: ... no moving or rolling average': the line is called moving average"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="moving average")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'it must be true': the name says mean of the last 100 episodes"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="mean of the last 100 episodes")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="names exchanged: the points are called running mean, the line return"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none")
    axes.plot(k, np.cumsum(returns) / k)
    axes.set(xlabel="episode", ylabel="return")
    axes.legend(["running mean", "return"])
    return figure
# %% wrong="running_mean_figure" why="'The name of the line says that it is a mean or an average': it is called progress"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="progress of the agent")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'Every point and the whole line lie within the limits, for returns of any sign': limits are 1.1 times the extremes, which cuts the lowest of positive returns"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.set_ylim(1.1 * returns.min(), 1.1 * returns.max())
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'within the limits of the axes': fixed limits that fit the example"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return", ylim=(-2, 10))
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'within the limits of the axes': the x axis ends at 500 whatever the number of episodes"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return", xlim=(0, 500))
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'returns stays as it is': the sums are written into it"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns.copy(), ".", linestyle="none", label="return")
    np.cumsum(returns, out=returns)
    returns /= k
    axes.plot(k, returns.copy(), label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'returns a NEW figure': the numbered figure is cleared and used again at the second call"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure = plt.figure("running mean", clear=True)
    axes = figure.add_subplot()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'as exact as they are': means rounded to two places, which the example does not show"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.round(np.cumsum(returns) / k, 2), label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'a point for each episode': thinned out where there are many"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    every = max(1, len(returns) // 50)
    figure, axes = plt.subplots()
    axes.plot(k[::every], returns[::every], ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'Markers stand nowhere else': a cross at the start, (0, 0)"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.plot([0], [0], "kx", label="start")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'a marker that can be seen': white on white"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", color="white", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'no line from one marker to the next': the style of the course brings one along"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, marker=".", alpha=0.5, label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'y with return, and no other quantity': the label names the length of the episode, too"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return and episode length")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'y with return, and no other unit': seconds, which a return is not"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return (seconds)")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'the line is the mean of all episodes so far', through (1, G_1): the line begins only at the second episode"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k[1:], (np.cumsum(returns) / k)[1:], label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'nothing smoothed': a cubic spline through the means, which also fails for fewer than four episodes"
def running_mean_figure(returns):
    from scipy.interpolate import make_interp_spline

    k = np.arange(1, len(returns) + 1)
    fine = np.linspace(1, len(returns), 30 * (len(returns) - 1) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(fine, make_interp_spline(k, np.cumsum(returns) / k)(fine), label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'each by a name of its own': both are called mean return"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="mean return")
    axes.plot(k, np.cumsum(returns) / k, label="mean return")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'a legend': labels are given, but no legend is drawn"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    return figure
# %% wrong="running_mean_figure" why="'The first episode has number 1': counted from 0"
def running_mean_figure(returns):
    k = np.arange(len(returns))
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / (k + 1), label="running mean")
    axes.set(xlabel="episode", ylabel="return")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="the labels of the axes are exchanged"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    axes.set(xlabel="return", ylabel="episode")
    axes.legend()
    return figure
# %% wrong="running_mean_figure" why="'one pair of axes', for one episode too: a single return makes the function raise"
def running_mean_figure(returns):
    k = np.arange(1, len(returns) + 1)
    steps = np.diff(returns)
    figure, axes = plt.subplots()
    axes.plot(k, returns, ".", linestyle="none", label="return")
    axes.plot(k, np.cumsum(returns) / k, label="running mean")
    room = np.abs(steps).max() + 1.0
    axes.set(xlabel="episode", ylabel="return")
    axes.set_ylim(returns.min() - room, returns.max() + room)
    axes.legend()
    return figure
# %% right="inspect_environment" why="plain ifs"
def inspect_environment(env):
    n_actions = None
    if isinstance(env.action_space, spaces.Discrete):
        n_actions = int(env.action_space.n)
    n_observations = None
    if isinstance(env.observation_space, spaces.Discrete):
        n_observations = int(env.observation_space.n)
    step_limit = None
    if env.spec is not None and env.spec.max_episode_steps is not None:
        step_limit = int(env.spec.max_episode_steps)
    return Card(n_actions, n_observations, env.observation_space.shape, step_limit)
# %% right="inspect_environment" why="inner helper and getattr with a default"
def inspect_environment(env: gym.Env[Any, Any]) -> Card:
    def zaehle(raum):
        return int(raum.n) if isinstance(raum, spaces.Discrete) else None

    grenze = getattr(env.spec, "max_episode_steps", None)
    return Card(
        n_actions=zaehle(env.action_space),
        n_observations=zaehle(env.observation_space),
        observation_shape=env.observation_space.shape,
        step_limit=None if grenze is None else int(grenze),
    )
# %% right="inspect_environment" why="structural pattern matching and try/except"
def _count(space: Any) -> int | None:
    match space:
        case spaces.Discrete(n=number):
            return int(number)
        case _:
            return None


def inspect_environment(env):
    try:
        limit = env.spec.max_episode_steps
    except AttributeError:
        limit = None
    if limit is not None:
        limit = int(limit)
    return Card(_count(env.action_space), _count(env.observation_space), env.observation_space.shape, limit)
# %% right="inspect_environment" why="dictionary built up, then Card(**...); operator.index for int"
import operator


def inspect_environment(env):
    card = dict.fromkeys(Card._fields)
    for field, space in (("n_actions", env.action_space), ("n_observations", env.observation_space)):
        if isinstance(space, gym.spaces.Discrete):
            card[field] = operator.index(space.n)
    shape = env.observation_space.shape
    if shape is not None:
        card["observation_shape"] = tuple(shape)
    spec = env.spec
    if spec is not None:
        limit = spec.max_episode_steps
        card["step_limit"] = operator.index(limit) if limit is not None else None
    return Card(**card)
# %% wrong="inspect_environment" why="'if the action space is a spaces.Discrete; otherwise None': MultiBinary has an n, too"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    return Card(
        int(a.n) if hasattr(a, "n") else None,
        int(o.n) if hasattr(o, "n") else None,
        o.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'Ask env itself, with its wrappers': spaces of the unwrapped environment"
def inspect_environment(env):
    inner = env.unwrapped
    a, o = inner.action_space, inner.observation_space
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'Ask env itself': the limit of the unwrapped environment's spec misses a TimeLimit around it"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    spec = env.unwrapped.spec
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape,
        spec.max_episode_steps if spec is not None else None,
    )
# %% wrong="inspect_environment" why="'what env.spec.max_episode_steps says': asks the registry by name, so a limit given to gym.make is missed"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape,
        gym.spec(env.spec.id).max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'Where env.spec is None ... the limit is None, even if a wrapper sets one': looks for the wrapper"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    limit = env.spec.max_episode_steps if env.spec is not None else None
    layer = env
    while limit is None and isinstance(layer, gym.Wrapper):
        if isinstance(layer, gym.wrappers.TimeLimit):
            limit = layer._max_episode_steps
        layer = layer.env
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape,
        limit,
    )
# %% wrong="inspect_environment" why="'how many': the count of a Discrete that starts at 1 is one too large (largest number + 1)"
def inspect_environment(env):
    def count(space):
        if isinstance(space, spaces.Discrete):
            return int(space.start + space.n)
        return None

    return Card(
        count(env.action_space),
        count(env.observation_space),
        env.observation_space.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'otherwise None': combinations of a MultiDiscrete are counted"
def inspect_environment(env):
    def count(space):
        if isinstance(space, spaces.Discrete):
            return int(space.n)
        if isinstance(space, spaces.MultiDiscrete):
            return int(np.prod(space.nvec))
        return None

    return Card(
        count(env.action_space),
        count(env.observation_space),
        env.observation_space.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'no sample of a space': the shape is that of a sample; and Blackjack's is (3,), not None"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        np.shape(o.sample()),
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'None where it is made up of several parts': a tuple of parts gets its number of parts as shape"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    shape = o.shape
    if isinstance(o, (spaces.Tuple, spaces.Dict)):
        shape = (len(o.spaces),)
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'it is not closed': closes it after the look"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    card = Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
    env.close()
    return card
# %% wrong="inspect_environment" why="'only looked at: no reset': resets once to see what comes"
def inspect_environment(env):
    first, _ = env.reset()
    a, o = env.action_space, env.observation_space
    shape = np.shape(first) if o.shape is not None else None
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="reuse across calls: a card is remembered by the name of the environment, though the map or the limit may differ"
_CARDS = {}


def inspect_environment(env):
    name = env.spec.id if env.spec is not None else None
    if name is None or name not in _CARDS:
        a, o = env.action_space, env.observation_space
        _CARDS[name] = Card(
            int(a.n) if isinstance(a, spaces.Discrete) else None,
            int(o.n) if isinstance(o, spaces.Discrete) else None,
            o.shape,
            env.spec.max_episode_steps if env.spec is not None else None,
        )
    return _CARDS[name]
# %% wrong="inspect_environment" why="'what env.spec.max_episode_steps says', with its wrappers: the limit is told only where the outermost wrapper is the TimeLimit"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    limit = None
    if isinstance(env, gym.wrappers.TimeLimit) and env.spec is not None:
        limit = env.spec.max_episode_steps
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape,
        limit,
    )
# %% wrong="inspect_environment" why="'if the space is a spaces.Discrete': type(...) is ... refuses a subclass, which is one"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    return Card(
        int(a.n) if type(a) is spaces.Discrete else None,
        int(o.n) if type(o) is spaces.Discrete else None,
        o.shape,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% wrong="inspect_environment" why="'Where env.spec itself is None ... the limit is None': None has no max_episode_steps"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape,
        env.spec.max_episode_steps,
    )
# %% wrong="inspect_environment" why="'() where an observation is a single number': makes None of it"
def inspect_environment(env):
    a, o = env.action_space, env.observation_space
    return Card(
        int(a.n) if isinstance(a, spaces.Discrete) else None,
        int(o.n) if isinstance(o, spaces.Discrete) else None,
        o.shape or None,
        env.spec.max_episode_steps if env.spec is not None else None,
    )
# %% right="step_odds" why="as in the hint, zero probabilities skipped"
def step_odds(env, state, action):
    chances = {}
    reward_mean = 0.0
    ending = 0.0
    for probability, next_state, reward, terminated in env.unwrapped.P[state][action]:
        if probability > 0:
            chances[next_state] = chances.get(next_state, 0.0) + probability
        reward_mean += probability * reward
        if terminated:
            ending += probability
    return Odds(chances, reward_mean, ending)
# %% right="step_odds" why="comprehensions only, a set of states that can happen"
def step_odds(env: gym.Env[Any, Any], state: int, action: int) -> Odds:
    rows = env.unwrapped.P[state][action]
    possible = {s for p, s, _, _ in rows if p > 0}
    return Odds(
        next_states={s: sum(p for p, t, *_ in rows if t == s) for s in possible},
        expected_reward=sum(p * r for p, _, r, _ in rows),
        ending=sum(p for p, *_, done in rows if done),
    )
# %% right="step_odds" why="NumPy detour: columns, np.unique, np.add.at, masks"
def step_odds(env, state, action):
    p, s, r, d = zip(*env.unwrapped.P[state][action], strict=True)
    p = np.array(p, dtype=np.float64)
    r = np.array(r, dtype=np.float64)
    d = np.array(d, dtype=bool)
    names, where = np.unique(np.array(s), return_inverse=True)
    mass = np.zeros(len(names))
    np.add.at(mass, where, p)
    return Odds(
        {int(name): float(m) for name, m in zip(names, mass) if m > 0},
        float(p @ r),
        float(p[d].sum()),
    )
# %% right="step_odds" why="defaultdict, math.fsum, get_wrapper_attr, copy of the list first"
import math
from collections import defaultdict


def step_odds(env, state, action):
    entries = list(env.get_wrapper_attr("P")[state][action])
    shares = defaultdict(list)
    for entry in entries:
        shares[entry[1]].append(entry[0])
    wohin = {ziel: math.fsum(teile) for ziel, teile in shares.items()}
    wohin = dict(filter(lambda item: item[1] > 0, wohin.items()))
    return Odds(
        expected_reward=math.fsum(e[0] * e[2] for e in entries),
        ending=math.fsum(e[0] for e in entries if e[3]),
        next_states=wohin,
    )
# %% right="step_odds" why="Counter, and the chance of ending by truth value times probability"
from collections import Counter


def step_odds(env, state, action):
    table = env.unwrapped.P
    count = Counter()
    mean = end = 0.0
    for row in table[state][action]:
        prob, following, reward, terminated = row
        count[following] += prob
        mean = mean + prob * reward
        end = end + prob * bool(terminated)
    return Odds(dict(+count), mean, end)
# %% wrong="step_odds" why="'if its probability is above 0 and only then': entries of probability 0 make states appear"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'above 0, however small': what is below 1e-8 is left out"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    chances = {s: p for s, p in chances.items() if not np.isclose(p, 0.0)}
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'the probability that the step terminates': terminated is True is false for NumPy's truth values or 1"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t is True:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'its table stays as it is': the list is sorted in place"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    rows.sort(key=lambda row: row[1])
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in rows:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'its table stays as it is': zero entries are removed from the list itself"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    for row in list(rows):
        if row[0] == 0:
            rows.remove(row)
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in rows:
        chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'looked up at this call': remembered by state and action, whatever the environment"
_SEEN = {}


def step_odds(env, state, action):
    if (state, action) not in _SEEN:
        chances, mean, ending = {}, 0.0, 0.0
        for p, s, r, t in env.unwrapped.P[state][action]:
            if p > 0:
                chances[s] = chances.get(s, 0.0) + p
            mean += p * r
            if t:
                ending += p
        _SEEN[state, action] = Odds(chances, mean, ending)
    return _SEEN[state, action]
# %% wrong="step_odds" why="'looked up at this call': a cache by environment, state and action misses a change of the table"
import functools


@functools.cache
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'plain numbers ... no tensors': sums are tensors of float64"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    p = torch.tensor([row[0] for row in rows], dtype=torch.float64)
    r = torch.tensor([row[2] for row in rows], dtype=torch.float64)
    t = torch.tensor([bool(row[3]) for row in rows])
    chances = {}
    for row in rows:
        if row[0] > 0:
            chances[row[1]] = chances.get(row[1], 0.0) + row[0]
    return Odds(chances, (p * r).sum(), p[t].sum())
# %% wrong="step_odds" why="'plain numbers ... no arrays': expected_reward and ending are arrays of shape ()"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    p = np.array([row[0] for row in rows])
    r = np.array([row[2] for row in rows])
    t = np.array([bool(row[3]) for row in rows])
    chances = {}
    for row in rows:
        if row[0] > 0:
            chances[row[1]] = chances.get(row[1], 0.0) + row[0]
    return Odds(chances, np.array((p * r).sum()), np.array(p[t].sum()))
# %% wrong="step_odds" why="'one entry for each way in which the step may go': the list is unpacked as one entry or three, so two or four raise"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    if len(rows) == 1:
        p, s, r, t = rows[0]
        return Odds({s: p}, p * r, p if t else 0.0)
    first, second, third = rows
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in (first, second, third):
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="raises for a good list: the sum of the probabilities is asked to be exactly 1 (ten times 0.1 is not)"
def step_odds(env, state, action):
    total = 0.0
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        total += p
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    if total != 1.0:
        raise ValueError("probabilities must add up to 1")
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'by the entries' own terminated': a next state ends if any of its entries does"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    chances, mean = {}, 0.0
    for p, s, r, _ in rows:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
    ends = {s for _, s, _, t in rows if t}
    return Odds(chances, mean, sum(p for s, p in chances.items() if s in ends))
# %% wrong="step_odds" why="'its probabilities are added up': a state that stands there twice keeps the last probability"
def step_odds(env, state, action):
    rows = env.unwrapped.P[state][action]
    return Odds(
        {s: p for p, s, _, _ in rows if p > 0},
        sum(p * r for p, _, r, _ in rows),
        sum(p for p, _, _, t in rows if t),
    )
# %% wrong="step_odds" why="'the mean of the reward over the list': one reward is kept for each next state, so of two different ones the later counts"
def step_odds(env, state, action):
    chances, pay, ending = {}, {}, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
            pay[s] = r
        if t:
            ending += p
    return Odds(chances, sum(chances[s] * pay[s] for s in chances), ending)
# %% wrong="step_odds" why="'only looked at': the environment is reset and put into the state that is asked for"
def step_odds(env, state, action):
    env.reset()
    env.unwrapped.s = state
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="'A state is in the dictionary if its probability is above 0': the state itself is left out where the step goes nowhere with certainty"
def step_odds(env, state, action):
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in env.unwrapped.P[state][action]:
        if p > 0 and not (s == state and p == 1):
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
# %% wrong="step_odds" why="the list is changed: merged entries are written back to the table (next call and next step see them)"
def step_odds(env, state, action):
    table = env.unwrapped.P
    merged = {}
    for p, s, r, t in table[state][action]:
        key = (s, r, t)
        merged[key] = merged.get(key, 0.0) + p
    table[state][action] = [(p, *key) for key, p in merged.items()]
    chances, mean, ending = {}, 0.0, 0.0
    for p, s, r, t in table[state][action]:
        if p > 0:
            chances[s] = chances.get(s, 0.0) + p
        mean += p * r
        if t:
            ending += p
    return Odds(chances, mean, ending)
