"""The two-stage training in Keras 3 on TensorFlow, in three ways.

    keras_training.py RECIPE_FOLDER NETWORK_FOLDER published|pooled|cut WARM_UP_EPOCHS FINE_TUNING_EPOCHS
                      [--policy mixed_bfloat16] [--warm-head FILE] [--save-warm-head FILE]

published  the backbone inside the model in both stages, frozen at first
pooled     the backbone's pooled features computed once for warm-up; fine-tuning through the whole network
cut        the tensors at the cut computed once as well; fine-tuning of a model of what lies above
"""

import argparse
import json
import os
import time

import numpy as np

from recipe import EpochClock, Recipe

import keras
import keras_networks
import tensorflow as tf


def epochs_of(inputs, labels, orders, batch_size):
    """The batches of all epochs one behind the other, in the order that the recipe gives."""

    def batches():
        for order in orders:
            for first in range(0, len(order), batch_size):
                rows = order[first : first + batch_size]
                yield taken(inputs, rows), labels[rows]

    def described(values):
        return tf.TensorSpec((None, *values.shape[1:]), values.dtype)

    signature = tuple(map(described, inputs)) if isinstance(inputs, tuple) else described(inputs)
    data = tf.data.Dataset.from_generator(batches, output_signature=(signature, described(labels)))
    return data.prefetch(tf.data.AUTOTUNE)


def taken(inputs, rows):
    return tuple(values[rows] for values in inputs) if isinstance(inputs, tuple) else inputs[rows]


class Clock(keras.callbacks.Callback):
    """Times epochs, validation included, and keeps the weights of the one with the lowest validation loss."""

    def __init__(self):
        super().__init__()
        self.clock, self.best, self.kept = EpochClock(), float("inf"), []

    def on_epoch_begin(self, epoch, logs=None):
        self.started = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.best:
            self.best = logs["val_loss"]
            self.kept = [variable.numpy() for variable in self.model.trainable_variables]
        self.clock.seconds.append(time.monotonic() - self.started)
        self.clock.training_loss.append(logs["loss"])
        self.clock.validation_loss.append(logs["val_loss"])

    def restore(self):
        for variable, value in zip(self.model.trainable_variables, self.kept):
            variable.assign(value)


class Training:
    def __init__(self, recipe, network_folder, arguments):
        self.recipe = recipe
        self.arguments = arguments
        self.inputs = recipe.inputs()
        self.base = keras_networks.build(recipe.backbone, recipe.size)
        self.base.load_weights(os.path.join(network_folder, "network.weights.h5"))
        self.base.trainable = False
        self.head = self.make_head()
        self.stages = {}

    def make_head(self):
        layers = self.recipe.head_layers()
        head = [
            keras.layers.Dense(kernel.shape[1], activation="relu" if name != layers[-1][0] else "softmax",
                               name=name, dtype="float32" if name == layers[-1][0] else None)
            for name, kernel, _ in layers
        ]  # fmt: skip
        for dense, (_, kernel, bias) in zip(head, layers):
            dense.build((None, kernel.shape[0]))
            dense.set_weights([kernel, bias])
        return head

    def classified(self, features):
        x = keras.layers.GlobalAveragePooling2D()(features) if len(features.shape) == 4 else features
        for dense in self.head:
            x = dense(x)
        return x

    def fit(self, stage, model, inputs, epochs):
        recipe = self.recipe
        adam = recipe.adam
        model.compile(
            optimizer=keras.optimizers.Adam(stage["learning_rate"], adam["beta1"], adam["beta2"], adam["epsilon"]),
            loss="sparse_categorical_crossentropy", metrics=["accuracy"], jit_compile=self.arguments.jit,
        )  # fmt: skip
        clock, orders = Clock(), stage["orders"][:epochs]
        model.fit(
            epochs_of(inputs, recipe.labels, orders, recipe.batch_size), epochs=epochs, verbose=0, callbacks=[clock],
            steps_per_epoch=-(-len(recipe.training) // recipe.batch_size),
            validation_data=(taken(inputs, recipe.validation), recipe.labels[recipe.validation]),
        )  # fmt: skip
        clock.restore()
        self.stages[stage["name"]] = clock.clock.as_json()

    def warm_up(self, model, inputs):
        self.fit(self.recipe.warm_up, model, inputs, self.arguments.warm_up_epochs)
        if self.arguments.warm_head:  # of a training that ran all epochs of the warm-up
            for dense, weights in zip(self.head, read_head(self.arguments.warm_head)):
                dense.set_weights(weights)
        if self.arguments.save_warm_head:
            write_head(self.arguments.save_warm_head, self.head)

    def fine_tune(self, model, inputs):
        trained = set(self.recipe.fine_tuning["trained"])
        self.base.trainable = True
        for layer in self.base.layers:
            layer.trainable = layer.name in trained
        self.fit(self.recipe.fine_tuning, model, inputs, self.arguments.fine_tuning_epochs)

    def whole_model(self):
        image = keras.Input(self.inputs.shape[1:])
        return keras.Model(image, self.classified(self.base(image, training=False)))

    def head_model(self, values):
        features = keras.Input(values.shape[1:])
        return keras.Model(features, self.classified(features))

    def published(self):
        model = self.whole_model()
        self.warm_up(model, self.inputs)
        self.fine_tune(model, self.inputs)

    def pooled(self):
        pooled = keras.layers.GlobalAveragePooling2D()(self.base.output)
        values = keras.Model(self.base.input, pooled).predict(self.inputs, self.recipe.batch_size, verbose=0)
        self.warm_up(self.head_model(values), values)
        self.fine_tune(self.whole_model(), self.inputs)

    def cut(self):
        recipe = self.recipe
        tensors = [self.base.get_layer(name).output for name in recipe.fine_tuning["inputs"]]
        pooled = keras.layers.GlobalAveragePooling2D()(self.base.output)
        values = keras.Model(self.base.input, [pooled, *tensors]).predict(self.inputs, recipe.batch_size, verbose=0)
        del self.inputs
        self.warm_up(self.head_model(values[0]), values[0])
        self.fine_tune(keras.Model(tensors, self.classified(self.base.output)), tuple(values[1:]))


def write_head(file, head):
    np.savez(file, *[weight for dense in head for weight in dense.get_weights()])


def read_head(file):
    arrays = np.load(file)
    flat = [arrays[name] for name in arrays.files]
    return [flat[i : i + 2] for i in range(0, len(flat), 2)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe")
    parser.add_argument("network")
    parser.add_argument("way", choices=["published", "pooled", "cut"])
    parser.add_argument("warm_up_epochs", type=int)
    parser.add_argument("fine_tuning_epochs", type=int)
    parser.add_argument("--policy", default="float32")
    parser.add_argument("--jit", default="auto", type=lambda text: {"yes": True, "no": False}.get(text, text))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--warm-head")
    parser.add_argument("--save-warm-head")
    arguments = parser.parse_args()
    keras_networks.set_threads(arguments.threads)
    keras.config.set_dtype_policy(arguments.policy)
    training = Training(Recipe(arguments.recipe), arguments.network, arguments)
    getattr(training, arguments.way)()
    print(json.dumps(training.stages))


if __name__ == "__main__":
    main()
