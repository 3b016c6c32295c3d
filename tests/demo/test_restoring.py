"""J12 step 5 on the real server: yesterday's journal comes back, is noticed, and is brought home."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

START = "from knowhold.cli.main import main; main()"


def environment(home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KNOWHOLD")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "KNOWHOLD_HOME": str(home), "KNOWHOLD_DEMO": "1"}


def knowhold(home, *arguments):
    run = subprocess.run(
        [sys.executable, "-c", START, *arguments],
        env=environment(home), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    return run.returncode, run.stdout + run.stderr


def read(url, server):
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.read().decode()
        except OSError:
            assert server.poll() is None, server.communicate()
            time.sleep(0.5)
    raise AssertionError(f"no answer from {url}")


def test_yesterdays_journal_starts_read_only_and_is_recovered_from_its_tiles(tmp_path):
    home = tmp_path / "home"
    assert knowhold(home, "demo", "--home", str(home), "--no-serve")[0] == 0
    [folder] = (home / "journal").glob("20[0-9][0-9]")
    shutil.copytree(folder, tmp_path / "yesterday")
    for _ in range(3):
        assert knowhold(home, "manage", "permit_key", "--rotate")[0] == 0
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "yesterday", folder)

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-c", START, "demo", "--home", str(home), "--port", str(port)],
        env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}/journal/"
        assert "behind its guard by 3 entries" in read(url, server)
        code, said = knowhold(home, "manage", "recover")
        assert code == 0, said
        assert "3 entries recovered, the content of 0 is lost" in said
        time.sleep(6)  # the server looks again after five seconds
        assert "behind its guard" not in read(url, server)
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=30)
