import os

os.environ["SODA_CORE_TELEMETRY_ENABLED"] = "false"

import duckdb
from soda_core.common.yaml import ContractYamlSource
from soda_core.contracts.contract_verification import ContractVerificationSession
from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl

OUTCOMES = {"PASSED": "pass", "WARN": "warn", "FAILED": "fail", "NOT_EVALUATED": "not evaluated"}


def check(contract, data):
    """Rules are named by their `name`."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE strikes AS SELECT * FROM read_csv(?)", [data])
    source = DuckDBDataSourceImpl.from_existing_cursor(connection, name="local")
    result = ContractVerificationSession.execute(
        contract_yaml_sources=[ContractYamlSource.from_file_path(contract)], data_source_impls=[source]
    )
    if result.has_errors:
        raise RuntimeError(result.get_errors_str())
    rules = []
    for one in result.contract_verification_results[0].check_results:
        metrics = one.diagnostic_metric_values or {}
        counts = [metrics[key] for key in ("missing_count", "invalid_count", "duplicate_count", "failed_rows_count") if key in metrics]
        rules.append([one.check.name, OUTCOMES[one.outcome.name], counts[-1] if counts else None])
    return rules
