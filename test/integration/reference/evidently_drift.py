"""Evidently's own result for each [column, method] of a request on standard input; method null: its choice."""
import json
import sys
import warnings

warnings.filterwarnings("ignore")

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.metrics import ValueDrift


def main() -> None:
    ask = json.load(sys.stdin)
    sides = []
    for path in (ask["current"], ask["reference"]):
        frame = pd.read_csv(path)
        for column in ask["categorical"]:
            frame[column] = frame[column].astype("object")
        definition = DataDefinition(numerical_columns=ask["numerical"], categorical_columns=ask["categorical"])
        sides.append(Dataset.from_pandas(frame, data_definition=definition))
    result = {}
    for name, method in ask["methods"]:
        snapshot = Report([ValueDrift(column=name, method=method)]).run(*sides)
        metric = snapshot.dict()["metrics"][0]
        result[f"{name} {method or 'default'}"] = float(metric["value"])
    print(json.dumps(result))

main()
