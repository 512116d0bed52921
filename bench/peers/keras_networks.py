"""Networks of Keras Applications with random weights, as the bench's Keras sides build them.

    keras_networks.py RESULT_FOLDER NAME INPUTS.f32    saves weights.h5, weights.npz and graph.json
"""

import json
import pathlib
import sys

import keras
import numpy as np
import tensorflow as tf

SEED = 1
CALIBRATION_PICTURES = 16


def set_threads(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)


def build(name, size):
    return getattr(keras.applications, name)(include_top=False, weights=None, input_shape=(size, size, 3))


def input_size(name):
    return getattr(keras.applications, name)(weights=None).input_shape[1]


def calibrate(model, inputs):
    """Lets batch normalisation take over the statistics of some pictures, as trained networks have: without, the
    numbers of a deep network with random weights run out of range."""
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(inputs[:CALIBRATION_PICTURES], training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum


def described(layer):
    wanted = ("strides", "padding", "kernel_size", "pool_size", "epsilon", "use_bias")
    config = {key: getattr(layer, key) for key in wanted if hasattr(layer, key)}
    if hasattr(layer, "activation"):
        config["activation"] = layer.activation.__name__
    node = layer._inbound_nodes[0]
    return {
        "name": layer.name, "type": type(layer).__name__, "config": config,
        "inputs": [tensor._keras_history.operation.name for tensor in node.input_tensors],
    }  # fmt: skip


def save(folder, name, inputs_file):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(SEED)
    size = input_size(name)
    model = build(name, size)
    calibrate(model, np.fromfile(inputs_file, np.float32).reshape(-1, size, size, 3))
    model.save_weights(str(folder / "network.weights.h5"))
    weights = {f"{layer.name}/{variable.name}": variable.numpy() for layer in model.layers for variable in layer.weights}
    np.savez(folder / "network.npz", **weights)
    (folder / "graph.json").write_text(json.dumps([described(layer) for layer in model.layers]))


if __name__ == "__main__":
    save(*sys.argv[1:4])
    print(json.dumps({"keras": keras.__version__, "tensorflow": tf.__version__}))
