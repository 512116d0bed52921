#!/usr/bin/env python3
"""Compares Myolens with the Keras of this environment: layers, outputs, and every kind of weight file.

    tools/keras_comparison.py build/release/bin/parity_check families        # one backbone per family
    tools/keras_comparison.py build/release/bin/parity_check ResNet50 VGG16  # or `all`

For each backbone Keras fills a network with random weights and saves it with and without top: legacy .h5, whole-model
.h5, .weights.h5, .keras, and as a part of a larger model. Myolens loads each file, and its outputs are compared with
those of Keras. An exported classifier on the backbone is run by onnxruntime, which must give Myolens's probabilities
within 1e-5. Weights with which the network amplifies rounding, so that Keras differs from itself in float64, are
drawn again. Files are deleted as it goes. Exit code 1 when anything differs. `./test --keras` prepares the
environment and runs this.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import keras_reference
import onnx_comparison
from keras_reference import filled_network, float64_outputs, keras

import h5py
import numpy as np
from keras.src.legacy.saving import legacy_h5_format

FAMILIES = [
    "VGG16", "Xception", "InceptionV3", "InceptionResNetV2", "DenseNet121", "ResNet50", "ResNet50V2", "MobileNet",
    "MobileNetV2", "EfficientNetB0",
]  # fmt: skip


def save_legacy_weights(model, file):
    with h5py.File(file, "w") as group:
        legacy_h5_format.save_weights_to_hdf5_group(group, model)


def nested(model):
    image = keras.Input(model.input_shape[1:])
    x = keras.layers.GlobalAveragePooling2D()(model(image))
    return keras.Model(image, keras.layers.Dense(2, activation="softmax", name="user_head")(x))


def expanded(names):
    others = [name for name in keras_reference.NETWORKS if name not in FAMILIES and "Lite" not in name]
    random.Random(keras_reference.SEED).shuffle(others)
    groups = {"families": FAMILIES, "all": FAMILIES + others}
    return [name for given in names for name in groups.get(given, [given])]


# Less than half of what parity_check allows, since Myolens rounds as well. Usual are 2e-6 to 1e-5.
LARGEST_ROUNDING = 2e-5

# File name, whether with top, how Keras saves it.
KINDS = [
    ("legacy.h5", True, save_legacy_weights),
    ("legacy_notop.h5", False, save_legacy_weights),
    ("model.h5", True, lambda model, file: model.save(file)),
    ("top.weights.h5", True, lambda model, file: model.save_weights(file)),
    ("notop.weights.h5", False, lambda model, file: model.save_weights(file)),
    ("model.keras", True, lambda model, file: model.save(file)),
    ("nested.keras", False, lambda model, file: nested(model).save(file)),
    ("nested_model.h5", False, lambda model, file: nested(model).save(file)),
    ("nested.weights.h5", False, lambda model, file: nested(model).save_weights(file)),
]


def run(program, arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode == 0 and len(lines) == 2, lines, done.stderr.strip().partition("\n")[0]


def rounding(model, reference):
    """Largest difference of Keras's float32 outputs from its float64 outputs, in standard deviations."""
    given = [np.array(reference[key]) for key in ("gap", "logits")]
    exact = float64_outputs(model, reference)
    return max(float(np.abs(old - new).max() / new.std()) for old, new in zip(given, exact))


def well_conditioned_network(name):
    while True:
        model, bare, reference = filled_network(name)
        difference = rounding(model, reference)
        if difference <= LARGEST_ROUNDING:
            return model, bare, reference
        print(f"{name:18} seed {keras_reference.SEED}: Keras is {difference:.0e} from its float64; next seed", flush=True)
        keras_reference.SEED += 1


def compare(program, name, folder):
    model, bare, reference = well_conditioned_network(name)
    reference_file = folder / "reference.json"
    reference_file.write_text(json.dumps(reference))
    all_pass = True

    def report(what, outcome):
        nonlocal all_pass
        passed, lines, errors = outcome
        all_pass = all_pass and passed
        worst = max([max(line["pooled_difference"], line["logit_difference"]) for line in lines], default=float("nan"))
        fitted = lines[0].get("fitted", "") if lines else ""
        print(f"{name:18} {what:18} {'pass' if passed else 'FAIL'}  {worst:8.1e}  {fitted} {errors}", flush=True)

    report("layers, outputs", run(program, [reference_file]))
    for file_name, with_top, save in KINDS:
        file = folder / file_name
        save(model if with_top else bare, str(file))
        report(file_name, run(program, ["--weights", file, reference_file]))
        file.unlink()
    return report_onnx(program, name, reference_file) and all_pass


def report_onnx(program, name, reference_file=None):
    sample_program = pathlib.Path(program).with_name("onnx_sample")
    difference, _ = onnx_comparison.onnx_difference(sample_program, reference_file)
    passed = difference <= onnx_comparison.LARGEST_DIFFERENCE
    print(f"{name:18} {'onnxruntime':18} {'pass' if passed else 'FAIL'}  {difference:8.1e}  (absolute)", flush=True)
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="parity_check")
    parser.add_argument("names", nargs="+", metavar="NAME", help="backbones, `families` or `all`")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="start none of the rest of `all` later")
    arguments = parser.parse_args()
    keras_reference.SEED = int(time.time())
    print(f"Keras {keras.__version__}, weights of seed {keras_reference.SEED}; differences in standard deviations")
    failed, skipped, started = [], [], time.monotonic()
    if not report_onnx(arguments.program, "every layer"):
        failed.append("every layer")
    for name in expanded(arguments.names):
        if name not in FAMILIES and time.monotonic() - started > 60 * arguments.minutes:
            skipped.append(name)
            continue
        with tempfile.TemporaryDirectory() as folder:
            if not compare(arguments.program, name, pathlib.Path(folder)):
                failed.append(name)
    if skipped:
        print(f"skipped after {arguments.minutes:g} minutes: {' '.join(skipped)}")
    print("all equal" if not failed else "DIFFERENT: " + " ".join(failed))
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
