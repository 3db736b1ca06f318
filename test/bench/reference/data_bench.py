"""The rules of data-rules.ts with another program on the same CSV file: seconds, and peak memory in bytes."""

import json
import os
import resource
import sys
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"
start = time.perf_counter()
program, data, path = sys.argv[1:]
with open(path) as file:
    rules = json.load(file)


def pandera():
    import pandas
    import pandera.pandas as pa

    frame = pandas.read_csv(data, parse_dates=["at"])
    columns, asked = {}, 0
    for name, rule in rules.items():
        checks = []
        if "min" in rule:
            checks.append(pa.Check.in_range(rule["min"], rule["max"]) if "max" in rule else pa.Check.ge(rule["min"]))
        if "in" in rule:
            checks.append(pa.Check.isin(rule["in"]))
        if "max_length" in rule:
            checks.append(pa.Check.str_length(rule["min_length"], rule["max_length"]))
        if "pattern" in rule:
            checks.append(pa.Check.str_matches(f"^(?:{rule['pattern']})$"))
        if "mean" in rule:
            low, high = rule["mean"]
            checks.append(pa.Check(lambda series, low=low, high=high: low <= series.mean() <= high))
        asked += 1 + rule.get("required", False) + len(checks)
        columns[name] = pa.Column(frame[name].dtype, checks, nullable="required" not in rule)
    pa.DataFrameSchema(columns).validate(frame, lazy=True)
    return asked


def gx():
    import great_expectations as gx
    import great_expectations.expectations as e
    import pandas

    frame = pandas.read_csv(data, parse_dates=["at"])
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("table")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    asked = []
    for name, rule in rules.items():
        asked.append(e.ExpectColumnValuesToBeOfType(column=name, type_=str(frame[name].dtype)))
        if "required" in rule:
            asked.append(e.ExpectColumnValuesToNotBeNull(column=name))
        if "min" in rule:
            asked.append(e.ExpectColumnValuesToBeBetween(column=name, min_value=rule["min"], max_value=rule.get("max")))
        if "in" in rule:
            asked.append(e.ExpectColumnValuesToBeInSet(column=name, value_set=rule["in"]))
        if "max_length" in rule:
            lengths = {"min_value": rule["min_length"], "max_value": rule["max_length"]}
            asked.append(e.ExpectColumnValueLengthsToBeBetween(column=name, **lengths))
        if "pattern" in rule:
            asked.append(e.ExpectColumnValuesToMatchRegex(column=name, regex=f"^(?:{rule['pattern']})$"))
        if "mean" in rule:
            low, high = rule["mean"]
            asked.append(e.ExpectColumnMeanToBeBetween(column=name, min_value=low, max_value=high))
    result = batch.validate(gx.ExpectationSuite(name="suite", expectations=asked), result_format="SUMMARY")
    if not result.success:
        raise RuntimeError([str(one.expectation_config) for one in result.results if not one.success][:2])
    return len(asked)


def soda():
    import duckdb
    from soda_core.common.yaml import ContractYamlSource
    from soda_core.contracts.contract_verification import ContractVerificationSession
    from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl

    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{data}')")
    columns, asked = [], 0
    for name, rule in rules.items():
        checks = []
        if "required" in rule:
            checks.append({"missing": {}})
        if "min" in rule:
            bounds = {"valid_min": rule["min"], **({"valid_max": rule["max"]} if "max" in rule else {})}
            checks.append({"invalid": {"name": "range", **bounds}})
        if "in" in rule:
            checks.append({"invalid": {"name": "in", "valid_values": rule["in"]}})
        if "max_length" in rule:
            lengths = {"valid_min_length": rule["min_length"], "valid_max_length": rule["max_length"]}
            checks.append({"invalid": {"name": "length", **lengths}})
        if "pattern" in rule:
            regex = f"^(?:{rule['pattern']})$"
            checks.append({"invalid": {"name": "form", "valid_format": {"name": "form", "regex": regex}}})
        if "mean" in rule:
            low, high = rule["mean"]
            between = {"greater_than_or_equal": low, "less_than_or_equal": high}
            checks.append({"aggregate": {"function": "avg", "threshold": {"must_be_between": between}}})
        asked += len(checks)
        columns.append({"name": name, "checks": checks})
    contract = {"dataset": "local/memory/main/t", "columns": columns}
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        json.dump(contract, file)
        file.flush()
        result = ContractVerificationSession.execute(
            contract_yaml_sources=[ContractYamlSource.from_file_path(file.name)],
            data_source_impls=[DuckDBDataSourceImpl.from_existing_cursor(connection, name="local")],
        )
    if result.has_errors:
        raise RuntimeError(result.get_errors_str())
    outcomes = [one.outcome.name for one in result.contract_verification_results[0].check_results]
    if set(outcomes) != {"PASSED"}:
        raise RuntimeError(str(outcomes))
    return asked


asked = {"pandera": pandera, "gx": gx, "soda": soda}[program]()
seconds = time.perf_counter() - start
usage = resource.getrusage(resource.RUSAGE_SELF)
measured = {
    "asked": asked,
    "seconds": seconds,
    "cpuSeconds": usage.ru_utime + usage.ru_stime,
    "peakBytes": usage.ru_maxrss * 1024,
}
print(json.dumps(measured))
