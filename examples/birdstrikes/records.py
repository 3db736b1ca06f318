"""Reading strike records and scoring them: what both training scripts and the server share."""

import csv
import json
import math
import shutil
from pathlib import Path

TARGET = "damage"
NUMERIC = {"speed_knots"}
MODEL_FILE = "model.json"
SKLEARN_FILE = "model.joblib"
THRESHOLD = 0.5  # of the reported accuracy; the policy in ml-actions.yml names the same


def read_params(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def read_records(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def labels(records):
    return [int(record[TARGET]) for record in records]


def inputs(records, features):
    """One list per record in the order of `features`: numbers as float, categories as str."""
    return [[float(record[name]) if name in NUMERIC else str(record[name]) for name in features] for record in records]


def describe(kind, features, **learned):
    """The contents of model.json: enough to serve the model without the training code."""
    specification = [{"name": name, "type": "number" if name in NUMERIC else "category"} for name in features]
    return {"format": "birdstrikes/1", "kind": kind, "target": TARGET, "features": specification, **learned}


def empty_directory(path):
    """A model is every file of its directory, so nothing of an earlier training may stay in it."""
    shutil.rmtree(path, ignore_errors=True)
    Path(path).mkdir()
    return Path(path)


def write_json(path, value):
    with open(path, "w", newline="\n", encoding="utf-8") as file:
        json.dump(value, file, indent=2, sort_keys=True)
        file.write("\n")


def write_predictions(path, records, scores):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "truth", "score"])
        writer.writerows((record["id"], record[TARGET], repr(score)) for record, score in zip(records, scores))


def measure(truth, scores):
    """ROC AUC (ties count half), accuracy at THRESHOLD and mean log loss in nats."""
    right = sum((score >= THRESHOLD) == (label == 1) for label, score in zip(truth, scores))
    loss = -sum(math.log(score if label == 1 else 1 - score) for label, score in zip(truth, scores))
    return {"roc_auc": roc_auc(truth, scores), "accuracy": right / len(truth), "log_loss": loss / len(truth)}


def roc_auc(truth, scores):
    """Mann-Whitney form: the share of (damage, no damage) pairs that are ordered correctly."""
    order = sorted(range(len(scores)), key=scores.__getitem__)
    rank_sum, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        midrank = (start + 1 + end) / 2
        rank_sum += midrank * sum(truth[row] for row in order[start:end])
        start = end
    positives = sum(truth)
    return (rank_sum - positives * (positives + 1) / 2) / (positives * (len(truth) - positives))
