"""What recipe_export wrote: the data and settings that every side trains with."""

import json
import pathlib
import struct

import numpy as np


def read_safetensors(file):
    data = pathlib.Path(file).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    table = json.loads(data[8 : 8 + length])
    table.pop("__metadata__", None)
    values = data[8 + length :]
    return {
        name: np.frombuffer(values[slice(*entry["data_offsets"])], np.float32).reshape(entry["shape"])
        for name, entry in table.items()
    }


class Recipe:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        settings = json.loads((self.folder / "recipe.json").read_text())
        self.backbone = settings["backbone"]
        self.size = settings["input_size"]
        self.features = settings["features"]  # the backbone's last layer
        self.labels = np.array(settings["labels"], np.int32)
        self.training = np.array(settings["training"])
        self.validation = np.array(settings["validation"])
        self.batch_size = settings["batch_size"]
        self.adam = {key: settings[key] for key in ("beta1", "beta2", "epsilon")}
        self.warm_up, self.fine_tuning = settings["stages"]
        self.head = read_safetensors(self.folder / "head.safetensors")

    def inputs(self):
        return np.fromfile(self.folder / "inputs.f32", np.float32).reshape(-1, self.size, self.size, 3)

    def head_layers(self):
        """Kernel and bias of every dense layer, from the first to the predictions."""
        names = [name for name in self.warm_up["trained"]]
        return [(name, self.head[f"{name}/kernel"], self.head[f"{name}/bias"]) for name in names]


class EpochClock:
    """Seconds and losses of a stage's epochs."""

    def __init__(self):
        self.seconds, self.training_loss, self.validation_loss = [], [], []

    def as_json(self):
        return vars(self)
