"""Runs one contract of another tool on a CSV file; prints failing counts per rule as JSON.

foreign_contracts.py gx|pandera|frictionless CONTRACT CSV
"""

import json
import os
import sys

tool, contract, data = sys.argv[1:4]


def frame():
    import pandas

    return pandas.read_csv(data, keep_default_na=False, na_values=[""])


def with_gx():
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("table")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame()})
    with open(contract) as file:
        expectations = json.load(file)["expectations"]
    suite = gx.ExpectationSuite(name="suite", expectations=expectations)
    found = batch.validate(suite, result_format="COMPLETE").results
    return [[one.expectation_config.type, one.success, one.result.get("unexpected_count")] for one in found]


def with_pandera():
    from pandera.io import pandas_io as io
    from pandera.errors import SchemaErrors

    try:
        io.from_yaml(contract).validate(frame(), lazy=True)
        return []
    except SchemaErrors as error:
        cases = error.failure_cases
        counts = cases.groupby(["column", "check"]).size()
        return [[f"{column}:{check}", False, int(count)] for (column, check), count in counts.items()]


def with_frictionless():
    from frictionless import Resource, Schema

    with open(contract) as file:
        schema = Schema.from_descriptor(json.load(file))
    resource = Resource(path=os.path.basename(data), basepath=os.path.dirname(data), schema=schema)
    report = resource.validate(limit_errors=1_000_000)
    counts = {}
    for kind, field in report.flatten(["type", "fieldName"]):
        counts[f"{kind}:{field}"] = counts.get(f"{kind}:{field}", 0) + 1
    return [[name, False, count] for name, count in counts.items()]


print(json.dumps({"gx": with_gx, "pandera": with_pandera, "frictionless": with_frictionless}[tool]()))
