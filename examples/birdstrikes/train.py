"""Trains the damage model with scikit-learn; train_stdlib.py keeps the same contract without it.

Reads params.json; writes model/, metrics.json and predictions.csv.
"""

import joblib
import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler

import records as r


def build(features, params):
    """Categories one-hot, numbers as a quadratic, an L2-penalised logistic regression on top."""
    numbers = [column for column, name in enumerate(features) if name in r.NUMERIC]
    categories = [column for column, name in enumerate(features) if name not in r.NUMERIC]
    quadratic = make_pipeline(StandardScaler(), PolynomialFeatures(2, include_bias=False))
    encode = ColumnTransformer(
        [("number", quadratic, numbers), ("category", OneHotEncoder(handle_unknown="ignore"), categories)]
    )
    regression = LogisticRegression(C=1 / params["l2"], max_iter=1000, random_state=params["seed"])
    return make_pipeline(encode, regression)


def main():
    params = r.read_params("params.json")
    features = params["features"]
    train, test = r.read_records(params["train"]), r.read_records(params["test"])

    model = build(features, params)
    model.fit(np.array(r.inputs(train, features), dtype=object), r.labels(train))
    scores = model.predict_proba(np.array(r.inputs(test, features), dtype=object))[:, 1].tolist()

    directory = r.empty_directory("model")
    joblib.dump(model, directory / r.SKLEARN_FILE)
    r.write_json(directory / r.MODEL_FILE, r.describe("sklearn", features))
    r.write_predictions("predictions.csv", test, scores)
    metrics = r.measure(r.labels(test), scores)
    r.write_json("metrics.json", metrics)
    print(f"trained on {len(train)} strikes, tested on {len(test)}: {metrics}")


if __name__ == "__main__":
    main()
