"""The two commands of the README, in processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

# a shell's background job ignores Ctrl-C; a terminal's does not
START = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from knowhold.cli.main import main; main()"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


def start(home, port):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KNOWHOLD")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.Popen(
        [sys.executable, "-c", START, "demo", "--home", str(home), "--port", port],
        env=clean,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def read(url: str, process) -> str:
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.read().decode()
        except OSError:
            assert process.poll() is None, process.communicate()
            time.sleep(0.5)
    raise AssertionError(f"no answer from {url}")


def test_the_demo_serves_says_its_log_ins_refuses_a_second_and_stops_on_ctrl_c(home):
    port = free_port()
    first = start(home, port)
    try:
        assert "<h1" in read(f"http://127.0.0.1:{port}/sign-in/", first)
        second = start(home, port)
        _, said = second.communicate(timeout=60)
        assert second.returncode == 1
        assert f"cannot listen on `127.0.0.1:{port}`" in said
    finally:
        first.send_signal(signal.SIGINT)
        out, err = first.communicate(timeout=30)

    assert first.returncode == 0
    assert "Traceback" not in err
    assert f"http://127.0.0.1:{port}/" in out
    assert "lin.yue@qingshan.example" in out
