"""Runs inside the environment of `cedarpy`: one permit a box, a schema that checks every request."""

import json
import sys
import time

from cedarpy import Entities, PolicySet, Schema, is_authorized

OPERATORS = {">=": ">=", "<": "<", ">": ">", "<=": "<="}
TYPES = {"bool": "Bool", "number": "Long"}


def attribute(name: str) -> str:
    return name.replace(".", "_")


def condition(item: dict) -> str:
    fact = f"context.{attribute(item['fact'])}"
    if "in" in item:
        listed = ", ".join(json.dumps(value) for value in item["in"])
        return f"{'!' if item['not'] else ''}[{listed}].contains({fact})"
    if "op" in item:
        return f"{fact} {item['op']} {item['than']}"
    return fact if item["is"] else f"!{fact}"


problem = json.loads(sys.stdin.readline())
kinds = problem["kinds"]
policies = PolicySet.from_str(
    "\n".join(
        f"permit(principal, action, resource) when {{ {' && '.join(map(condition, box))} }};"
        for box in problem["boxes"]
    )
)
fields = ", ".join(f"{attribute(n)}: {TYPES.get(kind, 'String')}" for n, kind in kinds.items())
schema = Schema.from_str(
    f"entity Person; entity Item; action move appliesTo {{ principal: Person, resource: Item, "
    f"context: {{ {fields} }} }};"
)
entities = Entities.from_json_str("[]")


def typed(name: str, text: str) -> object:
    if kinds[name] == "bool":
        return text == "true"
    return int(text) if kinds[name] == "number" else text


requests = [
    {
        "principal": 'Person::"p"',
        "action": 'Action::"move"',
        "resource": 'Item::"i"',
        "context": {attribute(name): typed(name, text) for name, text in case.items()},
    }
    for case in problem["cases"]
]
print(json.dumps("ready"), flush=True)
for _ in sys.stdin:
    start = time.process_time()
    found = []
    for request in requests:
        answer = is_authorized(request, policies, entities, schema)
        mask = 0
        for reason in answer.diagnostics.reasons:
            mask |= 1 << int(reason.removeprefix("policy"))
        assert not answer.diagnostics.errors
        found.append(mask)
    used = time.process_time() - start
    print(json.dumps({"cpu": used, "result": [str(mask) for mask in found]}), flush=True)
