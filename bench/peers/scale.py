"""Cohorts of growing size: time against what linear growth allows, and peak memory against 4 GiB."""

from children import Skipped
from table import Row

LARGEST_MEGABYTES = 4096
LINEAR = 0.9  # least ratio of the time that linear growth from the smallest cohort gives to the measured one
BACKBONE = "resnet50"


def steps(machine, maps):
    """Name and command line of every step, in their order. Screens are drawn before and not measured."""
    program, screens = machine.program("myolens"), machine.path(f"scale{maps}_screens")
    prepared, run = machine.path(f"scale{maps}"), machine.path(f"scale{maps}_run")
    threads = ["--threads", machine.threads]
    machine.run([program, "phantom", "--out", screens, "--patients", maps, "--cad", round(0.6 * maps), *threads])
    return [
        ("preparation", [program, "prepare", screens, "--out", prepared, *threads]),
        ("features and warm-up", [
            program, "train", prepared, "--out", run, "--backbone", BACKBONE, "--weights", "random", "--strategy", "warm-up",
            "--protocol", "validation", "--cache", machine.path(f"scale{maps}_features"), *threads,
        ]),
        ("evaluation", [program, "evaluate", run, *threads]),
    ]  # fmt: skip


def measure(machine, settings, say):
    rows, smallest = [], {}
    for maps in settings.scale:
        try:
            for name, words in steps(machine, maps):
                done = machine.run(words)
                row = Row(f"{name}, {maps} maps", "linear growth, 4 GiB", mine=done.seconds, mine_megabytes=done.peak_megabytes)
                if name in smallest:
                    row.peer, row.goal = smallest[name] * maps / settings.scale[0], LINEAR
                smallest.setdefault(name, done.seconds)
                row.peer_megabytes, row.memory_goal = LARGEST_MEGABYTES, 1
                rows.append(row)
        except Skipped as reason:
            rows.append(Row(f"scale, {maps} maps", "linear growth, 4 GiB", skipped=str(reason)))
        say(f"  {maps} maps: measured")
    return rows
