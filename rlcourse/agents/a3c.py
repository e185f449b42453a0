"""A3C's idea in small: worker processes that learn on one set of weights, each at its own pace, without waiting and without a lock.

Mnih et al., "Asynchronous methods for deep reinforcement learning" (2016). Each worker copies the shared weights, plays a short rollout
with the copy in environments of its own, computes a gradient, and applies it to the shared weights, which others may have changed in the
meantime: the gradient is *stale*. A worker is a program of its own (``python -m rlcourse.agents.a3c``) with one thread. That works from a
notebook, whose functions a spawned process could not import, as well as from a script, which it would run a second time.

What is shared is one block of memory: a file that has no name any more when the first worker starts, mapped by all. However the workers
end, nothing is left behind.
"""

import json
import mmap
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from rlcourse import seeding
from rlcourse.agents import a2c, networks
from rlcourse.environments import vector
from rlcourse.figures import live

PATIENCE = 120.0
"""Seconds beyond the limit that a worker gets to start up (long only where a machine is very busy) and to hand in its notes."""


@dataclass(frozen=True)
class Worker:
    """What one worker noted of its own work."""

    n_steps: int
    """Environment steps that it took."""
    n_updates: int
    """Gradients that it applied."""
    staleness: list[int]
    """For each of them, how many updates of others the shared weights got since it had copied them."""
    cpu_seconds: float
    """CPU seconds of learning, the start of the process excluded."""


@dataclass(frozen=True)
class Result:
    """What a run gives back."""

    config: a2c.Config
    actor: nn.Sequential
    """On the CPU, with the shared weights of the end."""
    n_steps: int
    """Environment steps of all workers."""
    workers: list[Worker]
    """What each noted; empty where the run was stopped."""


class Shared:
    """Weights, the optimiser's second moments and counters in one block of memory.

    Layout, as 64-bit numbers: for each worker a counter of updates (from 1 on, which says "awake") and one of steps, then all weights,
    then all second moments. Each worker writes its own counters alone; weights and moments are written by all, without a lock, as A3C does.

    Args:
        memory: The block, of :meth:`size` bytes.
        n_workers: Number of workers.
    """

    def __init__(self, memory: mmap.mmap, n_workers: int) -> None:
        everything: NDArray[np.float64] = np.frombuffer(memory, dtype=np.float64)
        self.updates = everything[:n_workers]
        self.steps = everything[n_workers : 2 * n_workers]
        self.weights, self.moments = everything[2 * n_workers :].reshape(2, -1)

    @staticmethod
    def size(n_workers: int, n_weights: int) -> int:
        """Bytes that are needed."""
        return 8 * (2 * n_workers + 2 * n_weights)

    def apply(self, gradient: NDArray[np.float64], learning_rate: float, decay: float = 0.99) -> None:
        """Take one step of RMSprop with shared moments, in place; ``gradient`` has shape ``[n_weights]``."""
        self.moments *= decay
        self.moments += (1.0 - decay) * gradient**2
        self.weights -= learning_rate * gradient / (np.sqrt(self.moments) + 1e-5)


Pair = tuple[nn.Sequential, nn.Sequential]


def _parameters(pair: Pair) -> list[nn.Parameter]:
    return [parameter for network in pair for parameter in network.parameters()]


def _flat(tensors: list[torch.Tensor]) -> NDArray[np.float64]:
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors]).double().numpy()


def _load(pair: Pair, weights: NDArray[np.float64]) -> None:
    parameters = _parameters(pair)
    pieces = torch.from_numpy(weights.astype(np.float32)).split([parameter.numel() for parameter in parameters])
    with torch.no_grad():
        for parameter, piece in zip(parameters, pieces, strict=True):
            parameter.copy_(piece.view_as(parameter))


def work(shared: Shared, config: a2c.Config, number: int, deadline: float) -> Worker:
    """Learn until all workers together have taken ``config.total_steps`` steps, or time is up.

    Args:
        shared: The block that all workers have mapped.
        config: All choices; the worker's environments and actions are seeded by ``config.seed`` and its number.
        number: Which worker this is, from 0 on.
        deadline: When to stop at the latest, as ``time.monotonic`` counts.
    """
    envs = vector.make(config.env_id, config.n_envs)
    pair = a2c.networks_of(config, *vector.sizes_of(envs))
    seed = seeding.spread(config.seed, number + 1)[number]
    rollout, sample = vector.Rollout(envs, seed=seed), networks.sampling_policy(pair[0], np.random.default_rng(seed))
    staleness: list[int] = []
    start = time.process_time()
    while shared.steps.sum() < config.total_steps and time.monotonic() < deadline:
        seen = int(shared.updates.sum())
        _load(pair, shared.weights)
        rows = a2c.collect(rollout, sample, config.rollout_steps)
        a2c.backward(config, *pair, rows)
        gradients = [parameter.grad for parameter in _parameters(pair) if parameter.grad is not None]
        staleness.append(int(shared.updates.sum()) - seen)
        shared.apply(_flat(gradients), config.actor_learning_rate)
        shared.updates[number] += 1
        shared.steps[number] = rollout.n_steps
    envs.close()
    return Worker(rollout.n_steps, len(staleness), staleness, time.process_time() - start)


def train(config: a2c.Config, n_workers: int = 2, *, time_limit: float = 30.0) -> Result:
    """Train one agent by several processes.

    How the workers take turns is up to the operating system, so that no two runs are alike, whatever the seed. Where a notebook's cell is
    stopped, what the shared weights have learned so far comes back.

    Args:
        config: All choices, as for A2C; ``total_steps`` counts the steps of all workers. Both networks learn with
            ``actor_learning_rate``, by RMSprop. There are no evaluations.
        n_workers: Number of processes.
        time_limit: Seconds by the clock after which the workers stop. One that hangs is ended ``PATIENCE`` seconds later.

    Raises:
        ValueError: There is less than one worker, or no time.
        RuntimeError: A worker failed or had to be ended; the message has what it said.
    """
    if n_workers < 1 or time_limit <= 0:
        raise ValueError(f"n_workers is {n_workers} and time_limit is {time_limit}, expected positive numbers")
    envs = vector.make(config.env_id, 1)
    pair = a2c.networks_of(config, *vector.sizes_of(envs))
    envs.close()
    first = _flat(list(_parameters(pair)))
    with tempfile.TemporaryFile() as file:
        file.truncate(Shared.size(n_workers, len(first)))
        shared = Shared(mmap.mmap(file.fileno(), 0), n_workers)
        shared.weights[:] = first
        workers: list[Worker] = []
        with live.until_stopped():
            workers = _run(file.fileno(), config, n_workers, time_limit)
        _load(pair, shared.weights)
        return Result(config, pair[0], int(shared.steps.sum()), workers)


def _run(file: int, config: a2c.Config, n_workers: int, time_limit: float) -> list[Worker]:
    """Start the workers with the shared file as their standard input, wait for their notes, and leave no process behind."""
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    processes: list[subprocess.Popen[str]] = []
    end = time.monotonic() + time_limit + PATIENCE
    notes: list[Worker] = []
    try:
        for number in range(n_workers):
            task = json.dumps({"config": asdict(config), "number": number, "n_workers": n_workers, "time_limit": time_limit})
            command = [sys.executable, "-m", "rlcourse.agents.a3c", task]
            pipes: dict[str, Any] = {"stdin": file, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            processes.append(subprocess.Popen(command, env=one_thread, text=True, **pipes))
        for process in processes:
            try:
                said, complaint = process.communicate(timeout=max(end - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                raise RuntimeError(f"a worker did not end within {time_limit + PATIENCE:.0f} seconds") from None
            if process.returncode:
                raise RuntimeError(f"a worker failed:\n{complaint.strip()[-2000:]}")
            notes.append(Worker(**json.loads(said.strip().splitlines()[-1])))
    finally:
        for process in processes:
            if process.poll() is None:
                process.kill()
                process.wait()
            for pipe in (process.stdout, process.stderr):
                if pipe is not None:
                    pipe.close()
    return notes


def main(task: str) -> None:
    """Be one worker: map what standard input is, wait for the others, learn, and print the notes as one line of JSON."""
    torch.set_num_threads(1)
    given = json.loads(task)
    number, n_workers = int(given["number"]), int(given["n_workers"])
    config = replace(
        a2c.Config(seed=0), **{name: tuple(value) if isinstance(value, list) else value for name, value in given["config"].items()}
    )
    shared = Shared(mmap.mmap(sys.stdin.fileno(), 0), n_workers)
    awake_by = time.monotonic() + PATIENCE / 2
    shared.updates[number] = 1  # "here I am": all start together, or the first would be done before the second is awake
    while shared.updates.min() < 1 and time.monotonic() < awake_by:
        time.sleep(0.01)
    deadline = time.monotonic() + float(given["time_limit"])
    print(json.dumps(asdict(work(shared, config, number, deadline))))


if __name__ == "__main__":
    main(sys.argv[1])
