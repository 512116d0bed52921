"""Hyperband over the head: Keras Tuner against `myolens train --search`, features cached on both sides."""

import csv
import json
import os
import statistics

from children import Skipped
from table import Row
from training import TrainingPart

GOAL = 20
FACTOR = 3


def myolens_search(part, run_number):
    machine, settings = part.machine, part.settings
    out = machine.path(f"search{run_number}")
    done = machine.run([
        machine.program("myolens"), "train", machine.path("prepared"), "--out", out, "--backbone", settings.backbone,
        "--weights", "bench", "--protocol", "validation", "--split", os.path.join(part.recipe, "split.csv"),
        "--strategy", "warm-up", "--warm-up-epochs", 1, "--search", "--search-epochs", settings.search_epochs,
        "--search-factor", FACTOR, "--threads", machine.threads, "--cache", machine.path("search_features"), "--json",
    ])  # fmt: skip
    seconds = json.loads(done.output)["search"]["seconds"]
    with open(os.path.join(out, "trials.csv")) as file:
        trained = {}
        for row in csv.DictReader(file):  # a trial goes on where its last rung ended
            trained[row["trial"]] = max(trained.get(row["trial"], 0), int(row["epochs"]))
    return seconds, sum(trained.values()), done.peak_megabytes


def keras_tuner_search(part):
    machine, settings = part.machine, part.settings
    done, facts = machine.run_peer(
        "keras_tuner_search.py", part.recipe, part.network, machine.path("keras_tuner"), settings.search_epochs, FACTOR,
        "--threads", machine.threads,
    )  # fmt: skip
    return facts["seconds"], facts["epochs"], done.peak_megabytes


def measure(machine, settings, say):
    part = TrainingPart(machine, settings, say)
    part.prepare()
    row = Row(f"Hyperband, {settings.search_epochs} epochs at most, factor {FACTOR}", "Keras Tuner", GOAL)
    mine, peer = [], []
    try:
        # Features come into the cache with the first run, and the search is timed without them. Ours is so short that it
        # runs before and after the peer.
        mine.append(myolens_search(part, 1))
        peer.append(keras_tuner_search(part))
        mine += [myolens_search(part, number) for number in (2, 3)]
    except Skipped as reason:
        row.skipped = str(reason)
        return [row]
    epochs, peer_epochs = mine[0][1], peer[0][1]
    row.mine = statistics.median(seconds for seconds, _, _ in mine)
    measured = peer[0][0]
    row.peer = measured * epochs / peer_epochs
    row.mine_megabytes, row.peer_megabytes = max(peak for _, _, peak in mine), peer[0][2]
    row.note = f"{epochs} and {peer_epochs} epochs trained; the peer's {measured:.0f} s brought to as many"
    return [row]
