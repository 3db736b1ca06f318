import json
import os
import shutil
import subprocess
import sys
import tempfile

os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
VERDICTS = {"pass": "pass", "warn": "warn", "fail": "fail"}


def project(schema, data, home):
    """A project of one model that reads the file."""
    os.mkdir(os.path.join(home, "models"))
    shutil.copy(schema, os.path.join(home, "models", "schema.yml"))
    files = {
        "dbt_project.yml": {"name": "shop", "profile": "shop", "version": "1.0.0", "config-version": 2},
        "profiles.yml": {
            "shop": {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": os.path.join(home, "shop.duckdb")}}}
        },
    }
    for name, content in files.items():
        with open(os.path.join(home, name), "w") as file:
            json.dump(content, file)
    models = {"strikes": f"select * from read_csv('{data}')", "phases": "select unnest(['approach', 'climb', 'descent']) as phase"}
    for name, sql in models.items():
        with open(os.path.join(home, "models", f"{name}.sql"), "w") as file:
            file.write("{{ config(materialized='table') }} " + sql)


def check(contract, data):
    """Rules are named as dbt names the tests; the first one carries the path of the manifest."""
    home = tempfile.mkdtemp(dir=os.path.dirname(data))
    project(contract, data, home)
    dbt = os.path.join(os.path.dirname(sys.executable), "dbt")
    done = subprocess.run([dbt, "--quiet", "build", "--profiles-dir", home], cwd=home, capture_output=True, text=True)
    with open(os.path.join(home, "target", "run_results.json")) as file:
        results = json.load(file)["results"]
    tests = [one for one in results if one["unique_id"].startswith("test.")]
    if any(one["status"] not in VERDICTS for one in tests):
        raise RuntimeError(done.stdout)
    rules = [[one["unique_id"].split(".")[2], VERDICTS[one["status"]], one["failures"]] for one in tests]
    return [["manifest", os.path.join(home, "target", "manifest.json"), None], *rules]
