"""What holds for all tests, however pytest was started."""

import os

import pytest

from coursetools import environment

# One thread for each process: small networks gain nothing by more, and wait for each other on a busy machine.
for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
environment.put_scripts_on_path()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In CI, say what took how long: a line for each file of tests, the longest first."""
    if not os.environ.get("CI"):
        return
    seconds: dict[str, float] = {}
    tests: dict[str, set[str]] = {}
    for report in [report for kind in terminalreporter.stats.values() for report in kind if isinstance(report, pytest.TestReport)]:
        file = report.nodeid.split("::")[0]
        seconds[file] = seconds.get(file, 0.0) + report.duration
        tests.setdefault(file, set()).add(report.nodeid)
    terminalreporter.write_sep("=", "what took how long (seconds by the clock, of all workers together)")
    for file, total in sorted(seconds.items(), key=lambda item: -item[1]):
        terminalreporter.write_line(f"{total:8.1f}  {len(tests[file]):4d} tests  {file}")
    terminalreporter.write_line(f"{sum(seconds.values()):8.1f}  {sum(map(len, tests.values())):4d} tests  together")
