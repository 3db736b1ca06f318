"""Derives data/*.csv from the FAA bird-strike table; only Python's standard library.

    npm pack vega-datasets@3.2.1 && tar xzf vega-datasets-3.2.1.tgz
    python scripts/prepare_data.py package/data/birdstrikes.csv

The columns and every decision are explained in data/README.md.
"""

import csv
import hashlib
import re
import sys
from pathlib import Path

SOURCE_SHA256 = "45777edf69984b37599e73dbfb34dbc976055243547407214261a4fcb9466462"
DATA = Path(__file__).resolve().parent.parent / "data"

# file -> (first day, last day), both included
WINDOWS = {
    "train.csv": ("1995-01-01", "1997-12-31"),
    "test.csv": ("1998-01-01", "1998-12-31"),
    "production/1999.csv": ("1999-01-01", "1999-12-31"),
    "production/2000.csv": ("2000-01-01", "2000-12-31"),
    "production/2001.csv": ("2001-01-01", "2001-12-31"),
    "production/2002.csv": ("2002-01-01", "2002-12-31"),
}

COLUMNS = [
    "id",
    "flight_date",
    "phase",
    "time_of_day",
    "speed_knots",
    "wildlife_size",
    "operator_kind",
    "aircraft_class",
    "damage",
]

CARGO = {"ABX AIR", "ASTAR AIR CARGO", "FEDEX EXPRESS", "UPS AIRLINES"}
REGIONAL = {
    "AIR WISCONSIN AIRLINES",
    "ALLEGHENYAIRLINES",
    "AMERICAN EAGLE AIRLINES",
    "ATLANTIC COAST AIRLINES",
    "ATLANTIC SOUTHEAST",
    "CHAUTAUQUA AIRLINES",
    "COMAIR AIRLINES",
    "COMMUTAIR",
    "EXPRESSJET (CONTINENTAL EXPRS)",
    "GREAT LAKES AIRLINES",
    "HORIZON AIR",
    "MESA AIRLINES",
    "MESABA AIRLINES",
    "PIEDMONT AIRLINES",
    "PINNACLE",
    "PSA AIRLINES",
    "SKYWEST AIRLINES",
    "TRANS STATES AIRLINES",
}
BUSINESS = {"BUSINESS", "EXECUTIVE JET AVIATION", "PRIVATELY OWNED"}
GOVERNMENT = {"GOVERNMENT", "MILITARY"}

# First match wins; a model that none of them names is an airliner or a business jet.
AIRCRAFT_CLASSES = [
    ("regional jet", r"CL-RJ|EMB-1[34]|AVRO RJ"),
    (
        "turboprop",
        r"ATR-|BA-31|BA-41|BA-ATP|BE-1900|BE-(90|100|200|300)|C-208|C-425|C-441|CASA|DHC|DORNIER|EMB-1[12]"
        r"|G-159|MERLIN|MU2|PA-42|RKWLTRBO|SA22|SAAB|SHORTS",
    ),
    (
        "light",
        r"AEROS 350|AEROS SA|BE-(33|36|55|58|60|95)|BELL|C-1\d\d|C-2[01]|C-3|C-4[02]|C-414|DC-3|GRUM|HUGHES"
        r"|MOONEY|PA-|RKWL SHRIKE|ROBINSON|SIKORSKY|STINSON",
    ),
]


def operator_kind(operator):
    if operator in GOVERNMENT:
        return "government"
    if operator in BUSINESS:
        return "business"
    if operator in CARGO:
        return "cargo"
    if operator in REGIONAL:
        return "regional"
    return "unknown" if operator == "UNKNOWN" else "airline"


def aircraft_class(model, operator):
    if operator in GOVERNMENT:
        return "government"
    return next((name for name, pattern in AIRCRAFT_CLASSES if re.match(pattern, model)), "jet")


def derive(number, source):
    """One row of the original table as a row of ours; `number` counts from 1 below the header."""
    operator = source["Aircraft Airline Operator"]
    return {
        "id": f"strike-{number:05d}",
        "flight_date": source["Flight Date"],
        "phase": source["Phase of flight"].lower(),
        "time_of_day": source["Time of day"].lower(),
        "speed_knots": source["Speed IAS in knots"],
        "wildlife_size": source["Wildlife Size"].lower(),
        "operator_kind": operator_kind(operator),
        "aircraft_class": aircraft_class(source["Aircraft Make Model"], operator),
        "damage": 0 if source["Effect Amount of damage"] == "None" else 1,
    }


def usable(sources):
    """(number, row) pairs with a recorded speed and a documented damage code, each report once."""
    seen = set()
    for number, source in enumerate(sources, start=1):
        report = tuple(source.values())
        documented = source["Effect Amount of damage"] in {"None", "Minor", "Medium", "Substantial"}
        if source["Speed IAS in knots"] and documented and report not in seen:
            seen.add(report)
            yield number, source


def main(path):
    text = Path(path).read_bytes()
    if hashlib.sha256(text).hexdigest() != SOURCE_SHA256:
        sys.exit(f"{path}: not the birdstrikes.csv of vega-datasets 3.2.1 (sha256 differs)")
    rows = [derive(*pair) for pair in usable(csv.DictReader(text.decode("utf-8").splitlines()))]
    for name, (first, last) in WINDOWS.items():
        window = [row for row in rows if first <= row["flight_date"] <= last]
        with open(DATA / name, "w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(window)
        print(f"{name}: {len(window)} rows, {sum(row['damage'] for row in window)} with damage")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: prepare_data.py BIRDSTRIKES_CSV")
    main(sys.argv[1])
