#!/usr/bin/env python3
"""Compares exported ONNX files, run by onnxruntime, with what Myolens itself computes.

    tools/onnx_comparison.py build/release/bin/onnx_sample                        # a network with every kind of layer
    tools/onnx_comparison.py build/release/bin/onnx_sample tests/data/keras/[A-Z]*.json  # classifiers on these backbones
    tools/onnx_comparison.py --clinical build/release/bin/onnx_sample tests/data/keras/MobileNet.json  # with clinical values

One line per model: the largest difference of an output, of all pictures at once and one by one. Exit code 1 when one is
above 1e-5. tools/keras_comparison.py does the same for every backbone that it compares.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnxruntime

LARGEST_DIFFERENCE = 1e-5


def onnx_difference(program, reference=None, clinical=False):
    """Largest difference of onnxruntime's outputs from Myolens's, and the name of the model."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        done = subprocess.run(
            [program, folder, *([reference] if reference else []), *(["clinical"] if clinical else [])],
            capture_output=True,
            text=True,
            check=True,
        )
        sample = json.loads(done.stdout)
        inputs = {"maps": np.fromfile(folder / "input.f32", np.float32).reshape(sample["shape"])}
        if clinical:
            inputs["clinical"] = np.fromfile(folder / "clinical.f32", np.float32).reshape(sample["shape"][0], -1)
        session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    together = session.run(None, inputs)[0]
    samples = range(len(inputs["maps"]))
    alone = np.concatenate([session.run(None, {k: v[i : i + 1] for k, v in inputs.items()})[0] for i in samples])
    expected = np.array(sample["outputs"]).reshape(together.shape)
    return float(max(np.abs(together - expected).max(), np.abs(alone - expected).max())), sample["model"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="onnx_sample")
    parser.add_argument("references", nargs="*", metavar="FILE", help="reference files of Keras")
    parser.add_argument("--clinical", action="store_true", help="classifiers that read clinical values too")
    arguments = parser.parse_args()
    all_pass = True
    for reference in arguments.references or [None]:
        difference, model = onnx_difference(arguments.program, reference, arguments.clinical)
        passed = difference <= LARGEST_DIFFERENCE  # not when it is no number
        all_pass = all_pass and passed
        print(f"{model:18} {'pass' if passed else 'FAIL'}  {difference:8.1e}", flush=True)
    sys.exit(not all_pass)


if __name__ == "__main__":
    main()
