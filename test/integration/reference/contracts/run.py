"""Checks CSV or JSONL files against one contract with the tool that the contract is written for.

run.py TOOL CONTRACT DATA...

Prints one JSON list per data file: [name of the rule, pass | warn | fail, number of failures or null].
"""

import importlib
import json
import sys

tool, contract, *files = sys.argv[1:]
check = importlib.import_module(f"with_{tool}").check
print(json.dumps([check(contract, file) for file in files], default=str))
