"""The two-stage training: Keras in three ways, PyTorch, and Myolens, each in a process of its own, in turn."""

import csv
import json
import os
import pathlib
import re
import shutil
import statistics

from children import Skipped
from table import Row

WARM_UP, FINE_TUNING = "warm-up", "fine-tuning"
LARGEST_LOSS_DIFFERENCE = 1e-3


class Side:
    """One way to train. Measured epochs may be fewer than those of the recipe."""

    def __init__(self, name, words, run, rounds):
        self.name, self.words, self.run, self.rounds = name, words, run, rounds
        self.totals, self.steady, self.peaks, self.skipped, self.losses, self.measured = [], [], [], "", {}, {}

    def measure(self, full):
        try:
            done, stages = self.run()
        except Skipped as reason:
            self.skipped = str(reason)
            return
        total = done.seconds
        for name, stage in stages.items():
            epochs = len(stage["seconds"])
            total += (full[name] - epochs) * steady_epoch(stage)
            self.losses[name] = stage
            self.measured[name] = epochs
        self.totals.append(total)
        self.steady.append(steady_epoch(stages[FINE_TUNING]))
        self.peaks.append(done.peak_megabytes)

    @property
    def total(self):
        return statistics.median(self.totals) if self.totals else None

    @property
    def fine_tuning_epoch(self):
        return statistics.median(self.steady) if self.steady else None

    @property
    def peak(self):
        return max(self.peaks) if self.peaks else None


def steady_epoch(stage):
    """The first epoch traces, compiles and allocates: it is counted once, as it was, and left out here."""
    return statistics.median(stage["seconds"][1:] or stage["seconds"])


class TrainingPart:
    def __init__(self, machine, settings, say):
        self.machine, self.settings, self.say = machine, settings, say
        self.recipe = machine.path("recipe")
        self.network = machine.path("network")
        self.warm_head = machine.path("warm_head.npz")
        self.full = {WARM_UP: settings.warm_up_epochs, FINE_TUNING: settings.fine_tuning_epochs}
        self.run_number = 0

    def prepare(self):
        """Once for all parts that need it."""
        if os.path.exists(self.recipe):
            return
        machine, settings = self.machine, self.settings
        cohort, program = machine.path("prepared"), machine.program("myolens")
        prepare_cohort(machine, settings.maps, cohort)
        # The network's input does not depend on its weights, which Keras draws looking at it.
        export = [machine.program("recipe_export"), cohort]
        backbone = ["--backbone", settings.backbone, "--threads", machine.threads]
        machine.run([*export, machine.path("inputs"), *backbone, "--weights", "random"])
        name = json.loads(pathlib.Path(machine.path("inputs", "recipe.json")).read_text())["backbone"]
        machine.run_peer("keras_networks.py", self.network, name, machine.path("inputs", "inputs.f32"))
        file = os.path.join(self.network, "network.weights.h5")
        machine.run([
            program, "weights", "import", file, "--backbone", settings.backbone, "--name", "bench", "--trained-on", "random"
        ])  # fmt: skip
        epochs = ["--warm-up-epochs", self.full[WARM_UP], "--fine-tuning-epochs", self.full[FINE_TUNING]]
        machine.run([*export, self.recipe, *backbone, "--weights", "bench", *epochs])

    def keras(self, way, epochs, *options):
        words = [self.recipe, self.network, way, *epochs, "--threads", self.machine.threads, *options]
        return lambda: self.machine.run_peer("keras_training.py", *words)

    def torch(self, epochs, *options):
        words = [self.recipe, self.network, *epochs, "--threads", self.machine.threads, *options]
        return lambda: self.machine.run_peer("torch_training.py", *words)

    def myolens(self, epochs, precision):
        def run():
            self.run_number += 1
            out = self.machine.path(f"run{self.run_number}")
            features = self.machine.path(f"features{self.run_number}")
            done = self.machine.run([
                self.machine.program("myolens"), "train", self.machine.path("prepared"), "--out", out, "--backbone",
                self.settings.backbone, "--weights", "bench", "--protocol", "validation", "--split",
                os.path.join(self.recipe, "split.csv"), "--dropout", 0, "--warm-up-epochs", epochs[0],
                "--fine-tuning-epochs", epochs[1], "--threads", self.machine.threads, "--json",
                # A cache of its own: every run computes the features of the frozen part.
                "--cache", features,
                *(["--precision", precision] if precision != "fp32" else []),
            ], terminal=True)  # fmt: skip
            stages = {name: self.stage(name, done.terminal, out) for name in self.full}
            for folder in (out, features):  # half a gigabyte
                shutil.rmtree(folder)
            return done, stages

        return run

    def stage(self, name, terminal, run):
        """Epochs that pass faster than the program draws share the time between two of its lines."""
        at = {0: None}
        for seconds, line in terminal:
            found = re.match(rf"{name}  .*?(\d+)/\d+", line) or re.match(rf"{name}: (\d+) in", line)
            if found:
                epoch = int(found.group(1))
                if at.get(epoch) is None:
                    at[epoch] = seconds
        known = sorted(at)
        epochs = []
        for before, after in zip(known, known[1:]):
            epochs += [(at[after] - at[before]) / (after - before)] * (after - before)
        with open(os.path.join(run, "history.csv")) as file:
            rows = [row for row in csv.DictReader(file) if row["stage"] == name and int(row["epoch"]) > 0]
        return {
            "seconds": epochs, "training_loss": [float(row["training_loss"]) for row in rows],
            "validation_loss": [float(row["validation_loss"]) for row in rows],
        }  # fmt: skip

    def sides(self):
        full = (self.full[WARM_UP], self.full[FINE_TUNING])
        few = (full[0], min(full[1], self.settings.measured_epochs))
        naive = (min(full[0], self.settings.naive_epochs), min(full[1], self.settings.naive_epochs))
        pooled = (full[0], naive[1])
        if self.settings.full:
            few = naive = pooled = full
        bf16 = ("--policy", "mixed_bfloat16", "--jit", "yes")  # XLA makes these epochs shorter, float32 ones longer
        from_head = () if self.settings.full else ("--warm-head", self.warm_head)
        rounds = self.settings.rounds
        return [
            Side("mine fp32", "Myolens fp32", self.myolens(few, "fp32"), rounds),
            Side("mine bf16", "Myolens bf16", self.myolens(few, "bf16"), rounds),
            Side("cut", "Keras, cached at the cut", self.keras("cut", few, "--save-warm-head", self.warm_head), rounds),
            Side("cut bf16", "Keras, cached at the cut, mixed bfloat16", self.keras("cut", few, *bf16), rounds),
            Side("torch", "PyTorch, cached at the cut", self.torch(few), rounds),
            Side("torch bf16", "PyTorch, cached at the cut, bfloat16", self.torch(few, "--bf16"), rounds),
            # Minutes of each, and a ratio that a second round would hardly change.
            Side("pooled", "Keras, pooled features cached", self.keras("pooled", pooled), 1),
            Side("published", "Keras as published", self.keras("published", naive, *from_head), 1),
        ]  # fmt: skip

    def rows(self, sides):
        by_name = {side.name: side for side in sides}
        work = f"two-stage training, {self.settings.backbone}, {self.settings.maps} maps"
        fp32, bf16 = by_name["mine fp32"], by_name["mine bf16"]
        pairs = [
            (fp32, "published", 15), (bf16, "published", 40), (fp32, "pooled", 4), (bf16, "pooled", 10), (fp32, "cut", 1),
            (bf16, "cut bf16", 1.3), (fp32, "torch", 1), (bf16, "torch bf16", 1),
        ]  # fmt: skip
        rows = []
        for mine, name, goal in pairs:
            peer = by_name[name]
            row = Row(f"{work}, {mine.name.split()[1]}", peer.words, goal, skipped=mine.skipped or peer.skipped)
            if not row.skipped:
                row.mine, row.peer, row.mine_megabytes, row.peer_megabytes = mine.total, peer.total, mine.peak, peer.peak
                row.memory_goal = 0.5 if name == "published" else None
                row.note = loss_note(mine, peer)
            rows.append(row)
        for mine, name in ((fp32, "torch"), (bf16, "torch bf16")):
            peer = by_name[name]
            row = Row(f"fine-tuning epoch above the cut, {mine.name.split()[1]}", peer.words, 1 / 1.1)
            row.skipped = mine.skipped or peer.skipped
            if not row.skipped:
                row.mine, row.peer = mine.fine_tuning_epoch, peer.fine_tuning_epoch
            rows.append(row)
        return rows


def loss_difference(mine, peer):
    """Largest over both stages, over the epochs that both measured."""
    worst = 0.0
    for stage, losses in mine.losses.items():
        for kind in ("training_loss", "validation_loss"):
            pairs = zip(losses[kind], peer.losses[stage][kind])
            worst = max([worst, *(abs(a - b) for a, b in pairs)])
    return worst


def loss_note(mine, peer):
    difference = loss_difference(mine, peer)
    text = f"losses differ by {difference:.0e} at most"
    if mine.name.endswith("fp32") and difference > LARGEST_LOSS_DIFFERENCE:
        return "NOT THE SAME WORK: " + text
    return text


def prepare_cohort(machine, maps, out):
    if os.path.exists(out):
        return
    program, screens = machine.program("myolens"), out + "_screens"
    share = round(0.6 * maps)  # the paper's 130 of 218
    machine.run([program, "phantom", "--out", screens, "--patients", maps, "--cad", share])
    machine.run([program, "prepare", screens, "--out", out, "--threads", machine.threads])


def measure(machine, settings, say):
    part = TrainingPart(machine, settings, say)
    part.prepare()
    sides = part.sides()
    for round_number in range(settings.rounds):
        for side in sides:
            if not side.skipped and round_number < side.rounds:
                side.measure(part.full)
                say(f"  {side.words}, round {round_number + 1}: " + (side.skipped or f"{side.totals[-1]:.0f} s in all"))
    for side in sides:
        if side.measured:
            epochs = ", ".join(f"{count} of {part.full[name]} {name} epochs" for name, count in side.measured.items())
            rounds = f"{len(side.totals)} round{'s' * (len(side.totals) > 1)}"
            say(f"{side.words}: {rounds}, measured {epochs}; the others count as the median epoch after the first")
    return part.rows(sides)
