import json

import great_expectations as gx
import pandas


def check(contract, data):
    """Rules are named by their place in the suite."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("table")
    frame = pandas.read_csv(data, keep_default_na=False, na_values=[""])
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    with open(contract) as file:
        expectations = json.load(file)["expectations"]
    suite = gx.ExpectationSuite(name="suite", expectations=[{**one, "meta": {"at": at}} for at, one in enumerate(expectations)])
    rules = []
    for one in batch.validate(suite, result_format="COMPLETE").results:
        if one.exception_info.get("raised_exception") or any(
            isinstance(info, dict) and info.get("raised_exception") for info in one.exception_info.values()
        ):
            raise RuntimeError(str(one.exception_info))
        name = str(one.expectation_config.meta["at"])
        rules.append([name, "pass" if one.success else "fail", one.result.get("unexpected_count")])
    return rules
