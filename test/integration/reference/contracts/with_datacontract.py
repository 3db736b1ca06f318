import os

os.environ["DATACONTRACT_TELEMETRY"] = "off"

from datacontract.data_contract import DataContract


def check(contract, data):
    """Rules are named by the type of the check and its column."""
    with open(contract) as file:
        text = file.read().replace("DATA_FILE", data)
    run = DataContract(data_contract_str=text).test()
    rules = []
    for one in run.checks:
        verdict = {"passed": "pass", "warning": "warn", "failed": "fail"}[one.result.value]
        rules.append([f"{one.type}:{one.field or ''}", verdict, (one.diagnostics or {}).get("value")])
    return rules
