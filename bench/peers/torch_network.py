"""A network of Keras in PyTorch, layer by layer, as one writes it by hand for the CPU: channels last, paddings inside of
the convolutions, batch normalisation with its stored statistics."""

import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F


class Network(torch.nn.Module):
    """graph.json and network.npz of keras_networks.py. Layers are ResNet's: other types are errors."""

    def __init__(self, folder):
        super().__init__()
        folder = pathlib.Path(folder)
        self.nodes = json.loads((folder / "graph.json").read_text())
        weights = np.load(folder / "network.npz")
        self.values = torch.nn.ParameterDict()
        for key in weights.files:
            value = torch.from_numpy(weights[key])
            if key.endswith("/kernel"):
                value = value.permute(3, 2, 0, 1).contiguous(memory_format=torch.channels_last)
            self.values[key.replace(".", "_")] = torch.nn.Parameter(value, requires_grad=False)
        readers = {}
        for node in self.nodes:
            for name in node["inputs"]:
                readers.setdefault(name, []).append(node)
        # A padding that one convolution alone reads is done by that convolution.
        self.merged = {
            node["name"] for node in self.nodes
            if node["type"] == "ZeroPadding2D" and len({x for pair in node["config"]["padding"] for x in pair}) == 1
            and [reader["type"] for reader in readers.get(node["name"], [])] == ["Conv2D"]
        }  # fmt: skip
        self.padding = {node["name"]: node["config"]["padding"][0][0] for node in self.nodes if node["name"] in self.merged}

    def train_layers(self, names):
        chosen = set(names)
        trained = []
        for key, value in self.values.items():
            if key.split("/")[0] in chosen:
                value.requires_grad_(True)
                trained.append(value)
        return trained

    def forward(self, given, wanted):
        """`given`: tensors by layer; `wanted`: names of layers, whose outputs are returned."""
        tensors = dict(given)
        for node in self.needed(tuple(given), tuple(wanted)):
            tensors[node["name"]] = self.run(node, [tensors[name] for name in node["inputs"]])
        return [tensors[name] for name in wanted]

    def needed(self, given, wanted):
        key = (given, wanted)
        if key != getattr(self, "planned_for", None):
            by_name = {node["name"]: node for node in self.nodes}
            needed, open_names = set(), list(wanted)
            while open_names:
                name = open_names.pop()
                if name not in needed and name not in given:
                    needed.add(name)
                    open_names += by_name[name]["inputs"]
            self.plan = [node for node in self.nodes if node["name"] in needed]
            self.planned_for = key
        return self.plan

    def value(self, node, variable):
        key = f"{node['name']}/{variable}"
        return self.values[key] if key in self.values else None

    def run(self, node, inputs):
        config, x = node["config"], inputs[0]
        match node["type"]:
            case "Conv2D":
                padding = self.padding.get(node["inputs"][0], 0)
                if config["padding"] == "same":
                    padding = same_padding(config)
                return F.conv2d(x, self.value(node, "kernel"), self.value(node, "bias"), config["strides"], padding)
            case "BatchNormalization":
                values = [self.value(node, name) for name in ("moving_mean", "moving_variance", "gamma", "beta")]
                return F.batch_norm(x, *values, training=False, eps=config["epsilon"])
            case "Activation":
                return {"relu": F.relu}[config["activation"]](x)
            case "ZeroPadding2D":
                if node["name"] in self.merged:
                    return x
                (top, bottom), (left, right) = config["padding"]
                return F.pad(x, (left, right, top, bottom))
            case "MaxPooling2D":
                return F.max_pool2d(x, config["pool_size"], config["strides"])
            case "Add":
                return inputs[0] + inputs[1]
            case other:
                raise SystemExit(f"the PyTorch side knows ResNets only, not {other}")


def same_padding(config):
    kernel, strides = config["kernel_size"], config["strides"]
    if tuple(strides) != (1, 1):
        raise SystemExit("the PyTorch side has no uneven padding")
    return [(side - 1) // 2 for side in kernel]
