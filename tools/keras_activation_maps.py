#!/usr/bin/env python3
"""Renews tests/data/explain/ResNet50.json: activation maps by Keras' gradients.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0       # in an environment of its own
    tools/keras_activation_maps.py

ResNet50 with top, 1000 logits, filled weights and the filled input of two images (tests/data/README.md), in float64.
The evidence is the logit of one class less that of another. `maps` holds the cells row by row, before any ReLU on the
map, unscaled: of the last feature layer, of a layer in the middle, and of one inside a residual branch.
"""

import argparse
import json
import pathlib

from keras_reference import DATA, GAIN, SEED, build, fill_layers, images, keras  # sets Keras' environment
from make_reference import text

import numpy as np
import tensorflow as tf

LAYERS = ["conv5_block3_out", "conv4_block6_out", "conv5_block2_2_relu"]
FOR, AGAINST = 7, 450
SIZE = 224
DIGITS = 9


def methods(features, gradient):
    """Cells by method, from features and gradients of height x width x channels."""
    positive = np.maximum(gradient, 0)
    squares, cubes = gradient**2, gradient**3
    denominator = 2 * squares + features.sum(axis=(0, 1)) * cubes
    alpha = np.divide(squares, denominator, out=np.zeros_like(squares), where=denominator != 0)
    return {
        "grad-cam": features @ gradient.mean(axis=(0, 1)),
        "grad-cam++": features @ (alpha * positive).sum(axis=(0, 1)),
        "hirescam": (features * gradient).sum(axis=-1),
        "layercam": (features * positive).sum(axis=-1),
    }


def activation_maps(model, layer, x):
    both = keras.Model(model.input, [model.get_layer(layer).output, model.output])
    with tf.GradientTape() as tape:
        features, logits = both(x, training=False)
        evidence = logits[:, FOR] - logits[:, AGAINST]
    gradients = tape.gradient(evidence, features).numpy()
    return [methods(f, g) for f, g in zip(features.numpy(), gradients)], evidence.numpy()


def rounded(values):
    return [float(f"{value:.{DIGITS}g}") for value in np.ravel(values)]


def reference():
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    model = build("ResNet50", classifier_activation=None, input_shape=(SIZE, SIZE, 3))
    fill_layers(model.layers)
    x = images(2, SIZE).astype(np.float64)
    maps = {}
    for layer in LAYERS:
        by_image, evidence = activation_maps(model, layer, x)
        maps[layer] = {name: [rounded(image[name]) for image in by_image] for name in by_image[0]}
    return {
        "model": "ResNet50", "keras": keras.__version__, "seed": SEED, "kernel_gain": GAIN, "input_size": SIZE,
        "class_for": FOR, "class_against": AGAINST, "evidence": rounded(evidence), "maps": maps,
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=DATA)
    arguments = parser.parse_args()
    target = arguments.out / "explain" / "ResNet50.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text(reference()) + "\n")


if __name__ == "__main__":
    main()
