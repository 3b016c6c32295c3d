"""Counts what was not run and why; in CI only what `ALLOWED` names may be skipped."""

from __future__ import annotations

import os
from collections import Counter

import pytest

# what may be absent on a machine that runs everything: a folder of large files, and a newer Python
ALLOWED = ("shared material absent", "no Python 3.12 or newer")


def skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ")


class SkipLedger:
    def __init__(self) -> None:
        self.reasons: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self.reasons[skip_reason(report)] += 1

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.reasons[skip_reason(report)] += 1

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for reason, count in sorted(self.reasons.items()):
            terminalreporter.write_line(f"not run: {count} × {reason}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if os.environ.get("KNOWHOLD_REQUIRE_ALL") != "1" or hasattr(session.config, "workerinput"):
            return
        forbidden = [reason for reason in self.reasons if not reason.startswith(ALLOWED)]
        if forbidden:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            print("KNOWHOLD_REQUIRE_ALL=1, but these were skipped:", *forbidden, sep="\n  ")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(SkipLedger(), "skip-ledger")
