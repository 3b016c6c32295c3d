"""Runs inside the environment of `zen-engine`: a decision table that collects, asked with its trace."""

import json
import sys
import time

from zen import ZenEngine

problem = json.loads(sys.stdin.readline())
kinds = problem["kinds"]


def attribute(name: str) -> str:
    return name.replace(".", "_")


def cell(items: list[dict]) -> str:
    parts = []
    for item in items:
        if "in" in item:
            listed = ", ".join(json.dumps(value) for value in item["in"])
            parts.append(f"$ {'not in' if item['not'] else 'in'} [{listed}]")
        elif "op" in item:
            parts.append(f"$ {item['op']} {item['than']}")
        else:
            parts.append(str(item["is"]).lower())
    return " and ".join(parts)


inputs = [{"id": attribute(n), "name": n, "field": attribute(n)} for n in kinds]
rules = []
for number, box in enumerate(problem["boxes"]):
    by_fact: dict = {}
    for item in box:
        by_fact.setdefault(attribute(item["fact"]), []).append(item)
    row = {"_id": f"r{number}", "out": str(number)}
    row.update({i["id"]: cell(by_fact[i["id"]]) if i["id"] in by_fact else "" for i in inputs})
    rules.append(row)
graph = {
    "nodes": [
        {"id": "in", "type": "inputNode", "name": "in", "content": {}},
        {
            "id": "table", "type": "decisionTableNode", "name": "table",
            "content": {
                "hitPolicy": "collect", "inputs": inputs,
                "outputs": [{"id": "out", "name": "box", "field": "box"}], "rules": rules,
            },
        },
        {"id": "out", "type": "outputNode", "name": "out", "content": {}},
    ],
    "edges": [
        {"id": "a", "sourceId": "in", "targetId": "table"},
        {"id": "b", "sourceId": "table", "targetId": "out"},
    ],
}  # fmt: skip
decision = ZenEngine().create_decision(json.dumps(graph))


def typed(name: str, text: str) -> object:
    if kinds[name] == "bool":
        return text == "true"
    return int(text) if kinds[name] == "number" else text


contexts = [
    {attribute(name): typed(name, text) for name, text in case.items()} for case in problem["cases"]
]
print(json.dumps("ready"), flush=True)
for _ in sys.stdin:
    start = time.process_time()
    found = []
    for context in contexts:
        answer = decision.evaluate(context, {"trace": True})
        mask = 0
        for row in answer["result"]:
            mask |= 1 << int(row["box"])
        found.append(mask)
    used = time.process_time() - start
    print(json.dumps({"cpu": used, "result": [str(mask) for mask in found]}), flush=True)
