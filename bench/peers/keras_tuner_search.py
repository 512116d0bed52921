"""Keras Tuner's Hyperband over the head, on pooled features that are computed beforehand.

    keras_tuner_search.py RECIPE_FOLDER NETWORK_FOLDER RESULT_FOLDER EPOCHS FACTOR [--threads N]

The space is that of `myolens train --search`: hidden layers, units, dropout, a, L2 and batch size.
"""

import argparse
import json
import os
import time

from recipe import Recipe

import keras
import keras_networks
import keras_tuner


class Counter(keras.callbacks.Callback):
    """Keras Tuner copies callbacks for every trial: the count belongs to the class."""

    epochs = 0
    fits = 0

    def on_train_begin(self, logs=None):
        Counter.fits += 1

    def on_epoch_end(self, epoch, logs=None):
        Counter.epochs += 1


class Head(keras_tuner.HyperModel):
    def __init__(self, width):
        super().__init__()
        self.width = width

    def build(self, hp):
        l2 = hp.Choice("l2", [0.0, 1e-5, 1e-4, 1e-3])
        x = features = keras.Input((self.width,))
        for layer in range(hp.Int("hidden_layers", 0, 2)):
            units = hp.Choice(f"units_{layer}", [32, 64, 128, 256])
            x = keras.layers.Dense(units, activation="relu", kernel_regularizer=keras.regularizers.L2(l2))(x)
            x = keras.layers.Dropout(hp.Float("dropout", 0.0, 0.6, step=0.01))(x)
        x = keras.layers.Dense(2, activation="softmax", kernel_regularizer=keras.regularizers.L2(l2))(x)
        model = keras.Model(features, x)
        rate = 10 ** -hp.Float("a", 3.0, 4.0, step=0.01)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    def fit(self, hp, model, *arguments, **settings):
        return model.fit(*arguments, batch_size=hp.Choice("batch_size", [16, 32, 64]), **settings)


def pooled_features(recipe, network):
    base = keras_networks.build(recipe.backbone, recipe.size)
    base.load_weights(os.path.join(network, "network.weights.h5"))
    model = keras.Model(base.input, keras.layers.GlobalAveragePooling2D()(base.output))
    return model.predict(recipe.inputs(), recipe.batch_size, verbose=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe")
    parser.add_argument("network")
    parser.add_argument("results")
    parser.add_argument("epochs", type=int)
    parser.add_argument("factor", type=int)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    keras_networks.set_threads(arguments.threads)
    recipe = Recipe(arguments.recipe)
    pooled = pooled_features(recipe, arguments.network)
    tuner = keras_tuner.Hyperband(
        Head(pooled.shape[1]), objective="val_loss", max_epochs=arguments.epochs, factor=arguments.factor, seed=1,
        directory=arguments.results, project_name="heads", overwrite=True,
    )  # fmt: skip
    training, validation = recipe.training, recipe.validation
    started = time.monotonic()
    tuner.search(
        pooled[training], recipe.labels[training], validation_data=(pooled[validation], recipe.labels[validation]),
        callbacks=[Counter()], verbose=0,
    )  # fmt: skip
    seconds = time.monotonic() - started
    print(json.dumps({"seconds": seconds, "epochs": Counter.epochs, "runs": Counter.fits}))


if __name__ == "__main__":
    main()
