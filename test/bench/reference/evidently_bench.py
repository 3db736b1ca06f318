"""Evidently's data drift preset on reference.parquet and current.parquet: seconds, and peak memory in bytes."""

import json
import resource
import sys
import time
import warnings

warnings.filterwarnings("ignore")
start = time.perf_counter()

import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataDriftPreset

columns = [f"c{at}" for at in range(int(sys.argv[1]))]
categorical = [name for at, name in enumerate(columns) if at % 4 == 3]
definition = DataDefinition(
    numerical_columns=[name for name in columns if name not in categorical], categorical_columns=categorical
)
reference, current = (
    Dataset.from_pandas(pd.read_parquet(f"{name}.parquet", columns=columns), data_definition=definition)
    for name in ("reference", "current")
)
Report([DataDriftPreset()]).run(current, reference).dict()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"seconds": time.perf_counter() - start, "peakBytes": peak}))
