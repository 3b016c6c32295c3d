"""Runs inside the environment of `truckfactor`: the truck factor of a repository, as its command does."""

import json
import os
import subprocess
import sys
from pathlib import Path

repository = json.loads(sys.stdin.readline())
print(json.dumps("ready"), flush=True)
command = str(Path(sys.executable).parent / "truckfactor")
for _ in sys.stdin:
    before = os.times()
    done = subprocess.run(
        [command, repository], capture_output=True, text=True, cwd="/", check=True
    )
    after = os.times()
    used = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    print(json.dumps({"cpu": used, "result": done.stdout.strip()}), flush=True)
