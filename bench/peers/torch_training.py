"""The two-stage training in PyTorch, as an expert writes it: the tensors at the cut computed once, then eager steps above
it, channels last, fused Adam.

    torch_training.py RECIPE_FOLDER NETWORK_FOLDER WARM_UP_EPOCHS FINE_TUNING_EPOCHS [--bf16] [--threads N]
"""

import argparse
import contextlib
import copy
import json
import time

import numpy as np
import torch
import torch.nn.functional as F

from recipe import EpochClock, Recipe
from torch_network import Network

EXTRACTION_BATCH = 8


class Head(torch.nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.dense = torch.nn.ModuleList()
        for _, kernel, bias in layers:
            dense = torch.nn.Linear(*kernel.shape)
            dense.weight.data = torch.from_numpy(kernel.T.copy())
            dense.bias.data = torch.from_numpy(bias.copy())
            self.dense.append(dense)

    def forward(self, x):
        for dense in self.dense[:-1]:
            x = F.relu(dense(x))
        return self.dense[-1](x).float()


def adam_step(optimiser, step, adam):
    """torch's Adam divides sqrt(v) by its correction before epsilon is added, Keras's does not: this epsilon makes them
    the same."""
    for group in optimiser.param_groups:
        group["eps"] = adam["epsilon"] / (1 - adam["beta2"] ** step) ** 0.5
    optimiser.step()
    optimiser.zero_grad(set_to_none=True)


class Training:
    def __init__(self, arguments):
        self.recipe = Recipe(arguments.recipe)
        self.network = Network(arguments.network)
        self.head = Head(self.recipe.head_layers())
        self.labels = torch.from_numpy(self.recipe.labels.astype(np.int64))
        self.bf16 = arguments.bf16
        self.stages = {}

    def precision(self):
        return torch.autocast("cpu", torch.bfloat16) if self.bf16 else contextlib.nullcontext()

    def features(self):
        """Outputs of all pictures at the cut, and the pooled features."""
        names = [*self.recipe.fine_tuning["inputs"], self.recipe.features]
        images = torch.from_numpy(self.recipe.inputs()).permute(0, 3, 1, 2)  # channels last in memory
        first = self.network.nodes[0]["name"]
        parts = []
        with torch.inference_mode(), self.precision():
            for start in range(0, len(images), EXTRACTION_BATCH):
                outputs = self.network({first: images[start : start + EXTRACTION_BATCH]}, names)
                parts.append([*outputs[:-1], outputs[-1].float().mean((2, 3))])
        joined = [torch.cat([part[i] for part in parts]) for i in range(len(names))]
        return joined[:-1], joined[-1]

    def fit(self, stage, forward, trained, epochs):
        recipe, adam = self.recipe, self.recipe.adam
        optimiser = torch.optim.Adam(trained, stage["learning_rate"], (adam["beta1"], adam["beta2"]), fused=True)
        clock, step, best, kept = EpochClock(), 0, float("inf"), None
        for epoch in range(epochs):
            started = time.monotonic()
            order = torch.tensor(stage["orders"][epoch])
            total = 0.0
            for rows in order.split(recipe.batch_size):
                step += 1
                with self.precision():
                    logits = forward(rows)
                loss = F.cross_entropy(logits, self.labels[rows])
                loss.backward()
                adam_step(optimiser, step, adam)
                total += loss.item() * len(rows)
            validation = self.validation_loss(forward)
            if validation < best:
                best, kept = validation, copy.deepcopy([value.data for value in trained])
            clock.seconds.append(time.monotonic() - started)
            clock.training_loss.append(total / len(order))
            clock.validation_loss.append(validation)
        for value, best_value in zip(trained, kept):
            value.data.copy_(best_value)
        self.stages[stage["name"]] = clock.as_json()

    def validation_loss(self, forward):
        rows = torch.from_numpy(self.recipe.validation)
        with torch.inference_mode(), self.precision():
            logits = torch.cat([forward(part) for part in rows.split(self.recipe.batch_size)])
        return F.cross_entropy(logits, self.labels[rows]).item()

    def run(self, warm_up_epochs, fine_tuning_epochs):
        recipe = self.recipe
        cut, pooled = self.features()
        # Outside of inference mode, and with channels last in memory, so that rows are taken that way.
        cut, pooled = [tensor.permute(0, 2, 3, 1).clone() for tensor in cut], pooled.clone()
        self.fit(recipe.warm_up, lambda rows: self.head(pooled[rows]), list(self.head.parameters()), warm_up_epochs)
        trained = [*self.network.train_layers(recipe.fine_tuning["trained"]), *self.head.parameters()]

        def forward(rows):
            batch = [tensor[rows].permute(0, 3, 1, 2) for tensor in cut]
            given = dict(zip(recipe.fine_tuning["inputs"], batch))
            return self.head(self.network(given, [recipe.features])[0].mean((2, 3)))

        self.fit(recipe.fine_tuning, forward, trained, fine_tuning_epochs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe")
    parser.add_argument("network")
    parser.add_argument("warm_up_epochs", type=int)
    parser.add_argument("fine_tuning_epochs", type=int)
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    training = Training(arguments)
    training.run(arguments.warm_up_epochs, arguments.fine_tuning_epochs)
    print(json.dumps(training.stages))


if __name__ == "__main__":
    main()
