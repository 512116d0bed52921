"""Forward passes: Myolens, OpenVINO's own conversion of the Keras model, onnxruntime and TensorFlow. All engines of one
network wait in memory while one of them measures, in turn."""

import json
import os
import statistics
import subprocess
import sys
import time

import numpy as np

from children import Skipped, open_log, last_line
from table import Row

BATCHES = (1, 8)
# name, goal of the ratio peer / Myolens
PEERS = {"openvino": ("OpenVINO's own conversion", 1 / 1.05), "onnxruntime": ("onnxruntime", 1), "tensorflow": ("TensorFlow", 1)}
LARGEST_DIFFERENCE = 1e-3  # of pooled features, in standard deviations
PAUSE_SECONDS = 0.3  # threads of an engine that has just run may still spin


class Engine:
    """A process that measures on request."""

    def __init__(self, machine, words):
        self.log = open_log()
        self.child = subprocess.Popen(
            list(map(str, words)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env=machine.environment(),
        )  # fmt: skip
        self.seconds = {batch: [] for batch in BATCHES}

    def answer(self):
        line = self.child.stdout.readline()
        if not line:
            raise Skipped(last_line(self.log))
        return json.loads(line)

    def measure(self, batch, passes):
        self.child.stdin.write(f"{batch} {passes}\n")
        self.child.stdin.flush()
        return self.answer()["seconds"]

    def end(self):
        self.child.stdin.close()
        _, status, usage = os.wait4(self.child.pid, 0)
        self.child.returncode = os.waitstatus_to_exitcode(status)
        self.peak_megabytes = usage.ru_maxrss / 1024


def start(machine, engine, name, folder, inputs):
    options = ["--threads", machine.threads]
    if engine == "myolens":
        return Engine(machine, [*ours(machine, name, folder, inputs), *options])
    script = os.path.join(os.path.dirname(__file__), "forward_engine.py")
    return Engine(machine, [sys.executable, script, engine, folder, name, inputs, *options])


def ours(machine, name, folder, inputs):
    return [machine.program("forward_check"), name, os.path.join(folder, "network.weights.h5"), inputs]


def network_rows(machine, name, settings, say):
    folder = machine.path("forward", name)
    os.makedirs(folder, exist_ok=True)
    inputs = os.path.join(folder, "inputs.f32")
    # Speed does not depend on the numbers. Every one of these networks wants 224 x 224.
    np.random.default_rng(1).uniform(-1, 1, max(BATCHES) * 224 * 224 * 3).astype(np.float32).tofile(inputs)
    machine.run_peer("keras_networks.py", folder, name, inputs)
    machine.run([*ours(machine, name, folder, inputs), "--onnx", os.path.join(folder, "network.onnx")])
    engines, pooled, missing = {}, {}, {}
    for engine in ["myolens", *PEERS]:
        running = start(machine, engine, name, folder, inputs)
        try:
            pooled[engine] = np.array(running.answer()["pooled"])
            engines[engine] = running
        except Skipped as reason:
            running.end()
            missing[engine] = str(reason)
    for round_number in range(settings.forward_rounds):
        for batch in BATCHES:
            for engine in turned(list(engines), round_number):
                time.sleep(PAUSE_SECONDS)
                running = engines[engine]
                running.seconds[batch] += running.measure(batch, passes(running, batch, settings))
    for running in engines.values():
        running.end()
    say(f"  {name}: measured")
    return [row(name, batch, engine, engines, pooled, missing) for batch in BATCHES for engine in PEERS]


def turned(names, count):
    count %= len(names)
    return names[count:] + names[:count]


def passes(running, batch, settings):
    usual = statistics.median(running.seconds[batch]) if running.seconds[batch] else None
    return 3 if usual is None else max(3, min(50, round(settings.seconds / usual)))


def row(name, batch, engine, engines, pooled, missing):
    words, goal = PEERS[engine]
    work = f"forward pass, {name}, batch {batch}"
    for wanted in ("myolens", engine):
        if wanted in missing:
            return Row(work, words, goal=goal, skipped=missing[wanted])
    mine, peer = engines["myolens"], engines[engine]
    difference = np.abs(pooled[engine] - pooled["myolens"]).max() / pooled["myolens"].std()
    note = "" if difference <= LARGEST_DIFFERENCE else f"NOT THE SAME WORK: features differ by {difference:.0e}"
    return Row(
        work, words, goal=goal, note=note, mine=statistics.median(mine.seconds[batch]),
        peer=statistics.median(peer.seconds[batch]), mine_megabytes=mine.peak_megabytes,
        peer_megabytes=peer.peak_megabytes,
    )  # fmt: skip


def measure(machine, settings, say):
    rows = []
    for name in settings.networks:
        rows += network_rows(machine, name, settings, say)
    return rows
