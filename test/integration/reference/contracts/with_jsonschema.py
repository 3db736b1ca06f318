import json
from collections import Counter

from jsonschema import Draft202012Validator


def check(contract, data):
    """Only what fails is named: keyword and property."""
    with open(contract) as file:
        schema = json.load(file)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    counts = Counter()
    with open(data) as file:
        for line in file:
            for error in validator.iter_errors(json.loads(line)):
                missing = [name for name in schema.get("required", []) if f"'{name}'" in error.message]
                name = error.path[0] if error.path else (missing or [""])[0]
                counts[f"{error.validator}:{name}"] += 1
    return [[name, "fail", count] for name, count in counts.items()]
