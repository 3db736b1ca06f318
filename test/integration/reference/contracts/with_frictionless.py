import json
import os
import re
from collections import Counter

from frictionless import Resource, Schema


def check(contract, data):
    """Only what fails is named: kind of error, field and constraint."""
    with open(contract) as file:
        schema = Schema.from_descriptor(json.load(file))
    resource = Resource(path=os.path.basename(data), basepath=os.path.dirname(data), schema=schema)
    report = resource.validate(limit_errors=1_000_000)
    counts = Counter()
    for kind, field, note in report.flatten(["type", "fieldName", "note"]):
        constraint = re.search(r'constraint "(\w+)"', note or "")
        counts[f"{kind}:{field}:{constraint[1] if constraint else ''}"] += 1
    return [[name, "fail", count] for name, count in counts.items()]
