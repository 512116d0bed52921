#!/usr/bin/env python3
"""Makes the table of docs/reference/keras-parity.md out of what parity_check prints.

    build/release/bin/parity_check $(ls tests/data/keras/*.json | grep -v training) | tools/parity_table.py
"""

import json
import sys

NAMES = {"openvino": "OpenVINO", "libtorch": "libtorch"}


def main():
    rows = {}
    for line in map(json.loads, sys.stdin):
        row = rows.setdefault(line["model"], {"equal": True, **{engine: 0.0 for engine in NAMES}})
        row["equal"] = row["equal"] and line["layers_equal"] and line["counts_equal"]
        difference = max(line["pooled_difference"], line["logit_difference"])
        row[line["engine"]] = max(row[line["engine"]], difference)
    print("| backbone | layers and counts |", " | ".join(NAMES.values()), "|")
    print("|---|---|" + "---|" * len(NAMES))
    for model, row in rows.items():
        differences = " | ".join(f"{row[engine]:.1e}" for engine in NAMES)
        print(f"| {model} | {'equal' if row['equal'] else 'DIFFERENT'} | {differences} |")


if __name__ == "__main__":
    main()
