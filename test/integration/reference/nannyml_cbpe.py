"""Writes NannyML's census data as files, and prints its CBPE estimates and realised metrics by year as JSON."""

import json
import os
import sys
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")
os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"  # it would report its use

import nannyml
import pandas as pd
from sklearn.metrics import accuracy_score, roc_auc_score

METRICS = ["roc_auc", "accuracy"]


def files(folder: Path, reference: pd.DataFrame, analysis: pd.DataFrame, labels: pd.DataFrame) -> None:
    reference.to_csv(folder / "reference.csv", index=False)
    for year, rows in analysis.groupby("year"):
        rows.to_csv(folder / f"{year}.csv", index=False)
    analysis.assign(day=analysis["year"].astype(str) + "-07-01").to_csv(folder / "all.csv", index=False)
    labels.to_csv(folder / "labels.csv", index=False)
    early = analysis.loc[analysis["year"] < analysis["year"].max(), "id"]
    labels[labels["id"].isin(early)].to_csv(folder / "late-labels.csv", index=False)


def realised(rows: pd.DataFrame) -> dict[str, float]:
    return {
        "roc_auc": float(roc_auc_score(rows["employed"], rows["predicted_probability"])),
        "accuracy": float(accuracy_score(rows["employed"], rows["prediction"])),
    }


def main() -> None:
    reference, analysis, labels = nannyml.load_us_census_ma_employment_data()
    files(Path(sys.argv[1]), reference, analysis, labels)
    years = {}
    for year, rows in analysis.groupby("year"):
        estimator = nannyml.CBPE(
            y_pred_proba="predicted_probability",
            y_pred="prediction",
            y_true="employed",
            metrics=METRICS,
            chunk_number=1,
            problem_type="classification_binary",
        ).fit(reference)
        table = estimator.estimate(rows.reset_index(drop=True)).filter(period="analysis").to_df()
        years[str(year)] = {
            "estimated": {name: float(table[(name, "value")].iloc[0]) for name in METRICS},
            "realised": realised(rows.merge(labels, on="id")),
        }
    print(json.dumps({"baseline": realised(reference), "years": years}))


main()
