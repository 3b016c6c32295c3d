"""Runs inside the environment of `cutsets`: minimal cut sets of an AND/OR tree by MOCUS."""

import copy
import json
import sys
import time

from cutsets import mocus

tree = [tuple(gate) for gate in json.loads(sys.stdin.readline())]
print(json.dumps("ready"), flush=True)
for _ in sys.stdin:
    mine = copy.deepcopy(tree)
    start = time.process_time()
    found = mocus(mine)
    used = time.process_time() - start
    print(json.dumps({"cpu": used, "result": [sorted(one) for one in found]}), flush=True)
