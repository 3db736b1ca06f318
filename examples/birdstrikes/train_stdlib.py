"""Trains the damage model with only Python's standard library, where scikit-learn cannot be installed.

Reads params.json; writes model/, metrics.json and predictions.csv, as train.py does.
"""

import logistic
import records as r


def main():
    params = r.read_params("params.json")
    features = params["features"]
    train, test = r.read_records(params["train"]), r.read_records(params["test"])

    rows = r.inputs(train, features)
    encoder = logistic.Encoder.fit(rows, features)
    vectors = [encoder.encode(row, features) for row in rows]
    weights, intercept = logistic.fit(vectors, r.labels(train), len(encoder.columns), params["l2"], params["epochs"])
    scores = [
        logistic.probability(encoder.encode(row, features), weights, intercept) for row in r.inputs(test, features)
    ]

    learned = {"columns": encoder.columns, "numbers": encoder.numbers, "weights": weights, "intercept": intercept}
    r.write_json(r.empty_directory("model") / r.MODEL_FILE, r.describe("logistic", features, **learned))
    r.write_predictions("predictions.csv", test, scores)
    metrics = r.measure(r.labels(test), scores)
    r.write_json("metrics.json", metrics)
    print(f"trained on {len(train)} strikes, tested on {len(test)}: {metrics}")


if __name__ == "__main__":
    main()
