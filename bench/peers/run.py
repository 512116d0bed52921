"""Measures Myolens beside its peers and prints one table; bench/run prepares the environment and starts this."""

import argparse
import dataclasses
import datetime
import importlib
import json
import os
import pathlib
import shutil
import sys
import tempfile

from children import Machine, Skipped
from table import Row, markdown

PARTS = ["training", "forward", "search", "scale"]


@dataclasses.dataclass
class Settings:
    backbone: str
    full: bool = False
    rounds: int = 2  # of training, but for what runs through the whole network in every epoch
    maps: int = 218
    warm_up_epochs: int = 100
    fine_tuning_epochs: int = 30
    measured_epochs: int = 3  # of fine-tuning above the cut
    naive_epochs: int = 2  # of what runs through the whole network
    networks: tuple = ("ResNet152V2", "ResNet50", "DenseNet121", "EfficientNetB0")
    seconds: float = 1.0  # of one measurement of forward passes
    forward_rounds: int = 5
    search_epochs: int = 27
    scale: tuple = (218, 2000)


def settings_of(arguments):
    settings = Settings(arguments.backbone or "resnet152v2")
    if arguments.quick:
        settings = Settings(
            arguments.backbone or "resnet50v2", rounds=1, maps=60, warm_up_epochs=30, fine_tuning_epochs=10,
            networks=("ResNet50", "EfficientNetB0"), seconds=0.3, forward_rounds=3, search_epochs=9, scale=(50, 150),
        )  # fmt: skip
    if arguments.full:
        settings.full, settings.search_epochs, settings.scale = True, 100, (218, 2000, 30000)
    return settings


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return "unknown processor"


def memory_gigabytes():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def machine_text(threads, load):
    """With the load at the start: figures of a machine that does something else are not to be quoted."""
    text = f"{processor()}, {os.cpu_count()} cores, {memory_gigabytes():.0f} GiB, {threads} threads, {datetime.date.today()}"
    return text + (f"; SHARED: load {load:.1f} at the start" if load > 0.5 else "")


def versions():
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for package in ("keras", "tensorflow-cpu", "torch", "openvino", "onnxruntime", "keras-tuner"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} missing")
    return ", ".join(found)


def say(text):
    print(text, file=sys.stderr, flush=True)


def main():
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all of them unless given")
    parser.add_argument("--quick", action="store_true", help="small cohort and network: does it run? no figures to quote")
    parser.add_argument("--full", action="store_true", help="all epochs on every side, and 30,000 maps: several hours")
    parser.add_argument("--backbone", help="of training and search: resnet152v2 unless given, or another ResNet")
    parser.add_argument("--json", metavar="FILE", help="write the rows to this file as well")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count()), help="of every side")
    parser.add_argument("--rounds", type=int, help="of the training; 2 unless given")
    parser.add_argument("--programs", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--load", type=float, default=os.getloadavg()[0], help=argparse.SUPPRESS)  # before installing peers
    parser.add_argument("--work", help=argparse.SUPPRESS)  # where the temporary folder lies
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    settings = settings_of(arguments)
    settings.rounds = arguments.rounds or settings.rounds
    heading = machine_text(arguments.threads, arguments.load)
    rows = measured(arguments, settings)
    print(f"{heading}\n{versions()}\n{'Quick settings: nothing to quote.' * arguments.quick}\n\n{markdown(rows)}")
    if arguments.json:
        result = {"machine": heading, "versions": versions(), "settings": dataclasses.asdict(settings)}
        rows_json = [row.as_json() for row in rows]
        pathlib.Path(arguments.json).write_text(json.dumps({**result, "rows": rows_json}, indent=1) + "\n")


def measured(arguments, settings):
    work = tempfile.mkdtemp(prefix="work-", dir=arguments.work)
    machine = Machine(arguments.programs, work, arguments.threads)
    rows = []
    try:
        for name in arguments.parts or PARTS:
            say(f"{name}:")
            try:
                rows += importlib.import_module(name).measure(machine, settings, say)
            except Skipped as reason:
                rows.append(Row(name, "", skipped=str(reason)))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return rows


if __name__ == "__main__":
    main()
