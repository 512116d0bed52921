#!/usr/bin/env python3
"""Makes the small reference files of tests/data out of the full ones that Keras wrote.

    tools/make_reference.py FULL.json... [--out tests/data]

Full files are of three kinds, told apart by their keys: outputs of a network under the weight fill
(`layers`, `gap`, `logits`), losses of training steps (`warm_up`, `fine_tune`), and outputs of a network
with real weights (`results`). tests/data/README.md defines the fill and both forms. Standard library only.
"""

import argparse
import json
import math
import pathlib
import struct

# Coprime to the vector widths of processors, so that every lane is looked at.
EVERY_FEATURE = 15
EVERY_LOGIT = 7

NETWORK_KEYS = [
    "model", "keras", "seed", "kernel_gain", "input_scale", "input_offset", "image_dependence", "input_size",
    "layers_no_top", "layers_with_top", "weighted_layers", "params_no_top", "params_with_top", "last_feature_layer",
]
TRAINING_KEYS = [
    "keras", "seed", "kernel_gain", "warm_up", "fine_tune", "mean_abs_kernel_change", "all_layers",
]


def single(value):
    """The shortest decimal number that rounds to the same float32."""
    target = struct.pack("<f", value)
    for digits in range(1, 10):
        short = float(f"{value:.{digits}g}")
        if struct.pack("<f", short) == target:
            return short
    raise ValueError(f"{value!r} is not a float32")


def thinned(rows, every):
    """Every so many-th value of each row, with the standard deviation over all values."""
    values = [value for row in rows for value in row]
    mean = math.fsum(values) / len(values)
    deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
    return {
        "every": every,
        "standard_deviation": deviation,
        "rows": [[single(value) for value in row[::every]] for row in rows],
    }


def layer_lines(layers):
    """Layers as `NAME KIND PARAMETERS SHAPE`, with the distinct settings in a table of kinds."""
    kinds = []
    lines = []
    for layer in layers:
        kind = {key: value for key, value in layer.items() if key not in ("name", "parameters", "output")}
        if kind not in kinds:
            kinds.append(kind)
        shape = "x".join(str(size) for size in layer["output"])
        lines.append(f"{layer['name']} {kinds.index(kind)} {layer['parameters']} {shape}")
    return kinds, lines


def network(full, suffix=""):
    small = {key: full[key] for key in NETWORK_KEYS}
    if full.get("normalization_applied"):
        small["normalization_applied"] = True
    small["kinds"], small["layers"] = layer_lines(full["layers"])
    small["gap"] = thinned(full["gap"], EVERY_FEATURE)
    small["logits"] = thinned(full["logits"], EVERY_LOGIT)
    return f"keras/{full['model']}{suffix}.json", small


def training(full):
    full.setdefault("kernel_gain", 3)
    return "keras/training_steps.json", {key: full[key] for key in TRAINING_KEYS}


def real_weights(full):
    result = full["results"]["u1"]
    return f"real/{full['model']}.json", {
        "model": full["model"],
        "weights": full["weights"],
        "seed": 1,
        "gap": thinned([result["gap"]], EVERY_FEATURE),
        **({"logits": thinned([result["logits"]], EVERY_LOGIT)} if "logits" in result else {}),
    }


def reduced(full, suffix=""):
    """`suffix` tells files of one network apart."""
    if "layers" in full:
        return network(full, suffix)
    return training(full) if "warm_up" in full else real_weights(full)


def text(value, depth=0):
    """JSON with one line per key and per list item on the upper levels, so that differences can be read."""
    if depth < 2 and isinstance(value, dict):
        items = [f"{json.dumps(key)}: {text(item, depth + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(items) + "\n}"
    if depth < 2 and isinstance(value, list) and not isinstance(value[0], float):
        return "[\n" + ",\n".join(json.dumps(item) for item in value) + "\n]"
    return json.dumps(value)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("full", nargs="+", type=pathlib.Path, metavar="FULL.json")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent.parent / "tests" / "data")
    arguments = parser.parse_args()
    for file in arguments.full:
        name, small = reduced(json.loads(file.read_text()))
        target = arguments.out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text(small) + "\n")


if __name__ == "__main__":
    main()
