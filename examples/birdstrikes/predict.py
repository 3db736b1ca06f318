"""Loads a trained model and scores records with it, whichever of the two scripts trained it.

    python predict.py model data/production/1999.csv scored.csv
"""

import csv
import json
import sys
from pathlib import Path

import logistic
import records as r


def load(directory):
    """(features of model.json, scorer): the scorer maps rows in the order of the features to probabilities."""
    described = json.loads(Path(directory, r.MODEL_FILE).read_text(encoding="utf-8"))
    if described.get("format") != "birdstrikes/1" or described.get("kind") not in LOADERS:
        raise ValueError(f"{r.MODEL_FILE} describes no model of this project")
    return described["features"], LOADERS[described["kind"]](Path(directory), described)


def sklearn_scorer(directory, _described):
    import joblib  # only where the model needs it: the other kind serves without any package
    import numpy as np

    model = joblib.load(directory / r.SKLEARN_FILE)
    return lambda rows: model.predict_proba(np.array(rows, dtype=object))[:, 1].tolist() if rows else []


def logistic_scorer(_directory, described):
    features = [feature["name"] for feature in described["features"]]
    encoder = logistic.Encoder([tuple(column) for column in described["columns"]], described["numbers"])
    weights, intercept = described["weights"], described["intercept"]
    return lambda rows: [logistic.probability(encoder.encode(row, features), weights, intercept) for row in rows]


LOADERS = {"sklearn": sklearn_scorer, "logistic": logistic_scorer}


def main(directory, source, target):
    features, score = load(directory)
    records = r.read_records(source)
    scores = score(r.inputs(records, [feature["name"] for feature in features]))
    with open(target, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*records[0], "score"])
        writer.writerows([*record.values(), repr(value)] for record, value in zip(records, scores))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: predict.py MODEL_DIRECTORY DATA_CSV OUTPUT_CSV")
    main(*sys.argv[1:])
