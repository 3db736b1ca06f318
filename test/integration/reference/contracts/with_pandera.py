import pandas
from pandera.errors import SchemaErrors
from pandera.io import pandas_io


def check(contract, data):
    """Only what fails is named: column:check."""
    frame = pandas.read_csv(data, keep_default_na=False, na_values=[""])
    try:
        pandas_io.from_yaml(contract).validate(frame, lazy=True)
        return []
    except SchemaErrors as error:
        cases = error.failure_cases
        counts = cases.groupby(["column", "check"]).size()
        return [[f"{column}:{rule}", "fail", int(count)] for (column, rule), count in counts.items()]
