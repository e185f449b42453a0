"""Measure agents side by side: each run is a process of its own with one thread, and the two sides of a comparison take turns.

The programs in ``benchmarks/`` do the work (they import ``rlcourse``, this package does not). CPU seconds are compared, never
the wall clock, so that a busy machine changes little; ratios come with an interval over seeds.
"""

import json
import math
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence

from coursetools.authors.measured import one_thread
from coursetools.paths import ROOT, CourseError

N_SEEDS = 10
Measurement = dict[str, float]


def measure(program: str, *arguments: int | str, threads: bool = False) -> Measurement:
    """Run one benchmark program, and return what it printed.

    Args:
        program: Name of a file in ``benchmarks/``, without its ending.
        arguments: Its arguments.
        threads: Whether it may use as many threads as it likes.

    Raises:
        CourseError: It failed.
    """
    command = [sys.executable, str(ROOT / "benchmarks" / f"{program}.py"), *map(str, arguments)]
    unset = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(command, cwd=ROOT, env=unset if threads else one_thread(), capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"the benchmark {program} failed:\n{done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def ratio_with_interval(above: Sequence[float], below: Sequence[float]) -> str:
    """The ratio of two means with its 95 % interval over runs: Student's t for its logarithm, by Welch's degrees of freedom."""
    from scipy.special import stdtrit  # here, since it takes 0.3 seconds, which no other command need wait for

    ratio = statistics.fmean(above) / statistics.fmean(below)
    shares = [statistics.variance(runs) / len(runs) / statistics.fmean(runs) ** 2 for runs in (above, below)]
    if not sum(shares):
        return f"{ratio:.3g} (the same in all runs)"
    freedom = sum(shares) ** 2 / sum(share**2 / (len(runs) - 1) for share, runs in zip(shares, (above, below), strict=True))
    reach = math.exp(float(stdtrit(freedom, 0.975)) * math.sqrt(sum(shares)))
    return f"{ratio:.3g} (95 % interval over seeds: {ratio / reach:.3g} to {ratio * reach:.3g})"


def _beside_stable_baselines3(agent: str) -> dict[str, list[Measurement]]:
    """Our agent and theirs by turns, each seed of each in a process of its own; prints all, and returns the runs of both sides."""
    programs = {"ours": f"{agent}_rlcourse", "Stable-Baselines3": f"{agent}_sb3"}
    found: dict[str, list[Measurement]] = {side: [] for side in programs}
    print(f"{'seed':>4}  {'side':<18}{'CPU s':>8}{'steps':>8}{'mean return over 100 new episodes':>36}")
    for seed in range(N_SEEDS):
        for side, program in programs.items():
            run = measure(program, seed)
            found[side].append(run)
            print(f"{seed:>4}  {side:<18}{run['cpu']:>8.2f}{run['steps']:>8.0f}{run['final']:>36.1f}", flush=True)
    ours, theirs = found["ours"], found["Stable-Baselines3"]
    for what, key in (("CPU seconds", "cpu"), ("environment steps", "steps")):
        print(f"{what}, ours / theirs: {ratio_with_interval([run[key] for run in ours], [run[key] for run in theirs])}")
    for side, runs in found.items():
        print(f"{side}: {sum(run['final'] >= 475 for run in runs)} of {len(runs)} seeds reach 475")
    return found


def dqn() -> None:
    """Our DQN against Stable-Baselines3's with its zoo settings, on CartPole-v1, to the same threshold."""
    _beside_stable_baselines3("dqn")


def lunar_lander() -> None:
    """Our three agents on LunarLander-v3 to a confirmed mean return of 200, against Stable-Baselines3's DQN with its zoo settings.

    Each of five seeds is judged twice, over 100 new episodes each time. Each agent's median is at most 60 CPU seconds, with four of the
    five good within 90.
    """
    sides = {"DQN": "dqn", "double DQN": "double", "dueling DQN": "dueling", "Stable-Baselines3": None}
    found: dict[str, list[Measurement]] = {side: [] for side in sides}
    print(f"{'seed':>4}  {'side':<18}{'CPU s':>8}{'steps':>8}{'mean returns over 100 new episodes':>36}")
    for seed in range(200, 205):
        for side, variant in sides.items():
            env = "LunarLander-v3"
            run = measure("dqn_sb3", seed, env) if variant is None else measure("dqn_rlcourse", seed, env, variant)
            found[side].append(run)
            print(f"{seed:>4}  {side:<18}{run['cpu']:>8.1f}{run['steps']:>8.0f}{run['final']:>26.1f}{run['again']:>10.1f}", flush=True)
    theirs = [run["cpu"] for run in found["Stable-Baselines3"]]
    slow: list[str] = []
    for side, runs in found.items():
        seconds = sorted(run["cpu"] for run in runs)
        good = sum(min(run["final"], run["again"]) >= 200 for run in runs)
        median = statistics.median(seconds)
        print(f"{side}: median of {median:.1f} CPU seconds ({seconds[0]:.1f} to {seconds[-1]:.1f}), {good} of {len(runs)} seeds good twice")
        if sides[side]:
            print(f"  CPU seconds, {side} / Stable-Baselines3: {ratio_with_interval(seconds, theirs)}")
            within = sum(run["cpu"] <= 90 and min(run["final"], run["again"]) >= 200 for run in runs)
            slow += [side] if median > 60 or within < 4 else []
    if slow:
        raise CourseError(f"{', '.join(slow)}: the median is above 60 CPU seconds, or fewer than four of five seeds are good within 90")


def a2c() -> None:
    """Our A2C against Stable-Baselines3's on as many environments, on CartPole-v1, to the same threshold, within two CPU seconds."""
    ours = _beside_stable_baselines3("a2c")["ours"]
    median = statistics.median(run["cpu"] for run in ours)
    print(f"ours: median of {median:.2f} CPU seconds, {max(run['cpu'] for run in ours):.2f} at most")
    if median > 2 or sum(run["final"] >= 475 for run in ours) < len(ours) - 1:
        raise CourseError("our A2C takes more than two CPU seconds, or more than one seed does not reach 475")


def ppo() -> None:
    """Our PPO against Stable-Baselines3's with its zoo settings, on CartPole-v1, to the same threshold: at most a tenth of the time."""
    found = _beside_stable_baselines3("ppo")
    ours, theirs = ([run["cpu"] for run in found[side]] for side in ("ours", "Stable-Baselines3"))
    if statistics.fmean(ours) > 0.1 * statistics.fmean(theirs) or any(run["final"] < 475 for run in found["ours"]):
        raise CourseError("our PPO takes more than a tenth of Stable-Baselines3's CPU seconds, or a seed does not reach 475")


def reinforce() -> None:
    """Our REINFORCE on CartPole-v1 to a mean return of 475, within two CPU seconds."""
    runs = [measure("reinforce_rlcourse", seed) for seed in range(N_SEEDS)]
    for seed, run in enumerate(runs):
        print(f"seed {seed}: {run['cpu']:.2f} CPU seconds, {run['steps']:.0f} steps, mean return over 100 new episodes {run['final']:.1f}")
    median = statistics.median(run["cpu"] for run in runs)
    print(f"median of {median:.2f} CPU seconds, {max(run['cpu'] for run in runs):.2f} at most")
    if median > 2 or sum(run["final"] >= 475 for run in runs) < len(runs) - 1:
        raise CourseError("our REINFORCE takes more than two CPU seconds, or more than one seed does not reach 475")


def tabular() -> None:
    """Tabular Q-learning on Taxi-v4 against the rate at which the bare environment can be stepped."""
    runs = [measure("tabular", seed) for seed in range(N_SEEDS)]
    for seed, run in enumerate(runs):
        print(f"seed {seed}: {run['bare']:>9.0f} steps per CPU second bare, {run['learning']:>9.0f} learning")
    print(f"learning / bare: {ratio_with_interval([run['learning'] for run in runs], [run['bare'] for run in runs])}")


def threads() -> None:
    """Our DQN with one thread against PyTorch's default number of threads."""
    one, default = [], []
    for seed in range(N_SEEDS):
        one.append(measure("threads", seed, 1, threads=True))
        default.append(measure("threads", seed, 0, threads=True))
        print(
            f"seed {seed}: 1 thread {one[-1]['cpu']:.2f} CPU s, {one[-1]['wall']:.2f} s by the clock; "
            f"{default[-1]['threads']:.0f} threads {default[-1]['cpu']:.2f} CPU s, {default[-1]['wall']:.2f} s by the clock",
            flush=True,
        )
    for what, key in (("CPU seconds", "cpu"), ("wall clock", "wall")):
        print(f"{what}, default / one thread: {ratio_with_interval([run[key] for run in default], [run[key] for run in one])}")


def grading() -> None:
    """The grader against stock nbgrader on a class of 40 whose notebook uses torch in trivial cells."""
    found = measure("grading", 40)
    for side in ("stock", "ours"):
        first, each = found[f"{side}_first"], found[f"{side}_each"]
        wall = found[f"{side}_wall"]
        print(f"{side:<6} first hand-in {first:6.2f} CPU s, each further one {each:6.3f} CPU s, class of 40 in {wall:6.1f} s by the clock")
    print(f"CPU seconds for each further hand-in, stock / ours: {found['stock_each'] / found['ours_each']:.1f} (target: at least 5)")


def value_iteration() -> None:
    """A sweep of value iteration as loops and as tensor operations, as part 4.6 shows them: at least 50 times faster."""
    runs = [measure("value_iteration", seed) for seed in range(N_SEEDS)]
    for seed, run in enumerate(runs):
        print(f"seed {seed}: loops {1e3 * run['loop']:.2f} ms, tensors {1e3 * run['tensor']:.3f} ms, difference {run['difference']:.1g}")
    print(f"loops / tensors: {ratio_with_interval([run['loop'] for run in runs], [run['tensor'] for run in runs])}")
    slow = [seed for seed, run in enumerate(runs) if run["loop"] < 50 * run["tensor"] or run["difference"] > 1e-12]
    if slow:
        raise CourseError(f"seeds {slow}: not 50 times faster, or another result")


def bandits() -> None:
    """The 10-armed testbed as a loop over NumPy arrays and with all runs at once, as part 4.3 shows them: at least 25 times faster."""
    runs = [measure("bandits") for _ in range(5)]
    for number, run in enumerate(runs, start=1):
        print(f"run {number}: {run['loop']:.2f} and {run['tensor']:.3f} microseconds a choice")
    print(f"loop / all at once: {ratio_with_interval([run['loop'] for run in runs], [run['tensor'] for run in runs])}")
    if any(run["loop"] < 25 * run["tensor"] for run in runs):
        raise CourseError("not 25 times faster")


COMPARISONS: dict[str, Callable[[], None]] = {
    "dqn": dqn,
    "lunar_lander": lunar_lander,
    "a2c": a2c,
    "ppo": ppo,
    "reinforce": reinforce,
    "tabular": tabular,
    "threads": threads,
    "value_iteration": value_iteration,
    "bandits": bandits,
    "grading": grading,
}


def run(names: Sequence[str]) -> int:
    """Run comparisons, all where none is named, and return the exit status.

    Raises:
        CourseError: A name is unknown, or a benchmark failed.
    """
    unknown = [name for name in names if name not in COMPARISONS]
    if unknown:
        raise CourseError(f"there is no comparison {', '.join(unknown)}; there are {', '.join(COMPARISONS)}")
    for name in names or list(COMPARISONS):
        print(f"\n{name}: {COMPARISONS[name].__doc__}")
        COMPARISONS[name]()
    return 0
