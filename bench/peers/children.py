"""Runs programs one at a time and says how long each took and how much memory it held at most."""

import dataclasses
import json
import os
import pty
import re
import subprocess
import sys
import time


class Skipped(Exception):
    """A peer that cannot be measured here, with the reason."""


@dataclasses.dataclass
class Finished:
    seconds: float
    peak_megabytes: float  # largest resident set of the program, or of one that it ran
    output: str
    terminal: list  # (seconds since the start, line), where a terminal was asked for


@dataclasses.dataclass
class Machine:
    """What all programs of a run share."""

    programs: str  # folder of the built programs
    work: str  # folder that is deleted at the end
    threads: int

    def environment(self):
        """Weights and features of the user are neither read nor touched."""
        threads = str(self.threads)
        return {
            **os.environ, "XDG_CACHE_HOME": os.path.join(self.work, "cache"), "TERM": "xterm", "NO_COLOR": "1",
            "OMP_NUM_THREADS": threads, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3",
            "PYTHONDONTWRITEBYTECODE": "1", "CUDA_VISIBLE_DEVICES": "",
        }  # fmt: skip

    def program(self, name):
        return os.path.join(self.programs, name)

    def path(self, *parts):
        return os.path.join(self.work, *parts)

    def run(self, words, terminal=False):
        return finished(list(map(str, words)), self.environment(), terminal)

    def run_peer(self, script, *words):
        """One of the scripts here, in this Python. Its last line is JSON."""
        done = self.run([sys.executable, os.path.join(os.path.dirname(__file__), script), *words])
        return done, json.loads(done.output.strip().splitlines()[-1])


def finished(words, environment, terminal):
    started = time.monotonic()
    reader, writer = pty.openpty() if terminal else (None, subprocess.DEVNULL)
    log = None if terminal else open_log()
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=writer if terminal else log, env=environment)
    lines = []
    if terminal:
        os.close(writer)
        lines = list(terminal_lines(reader, started))
        os.close(reader)
    output = child.stdout.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)  # else subprocess waits for it again
    seconds = time.monotonic() - started
    if child.returncode != 0:
        errors = lines[-1][1] if lines else last_line(log)
        raise Skipped(f"{os.path.basename(words[0])} ended with {child.returncode}: {errors}")
    return Finished(seconds, usage.ru_maxrss / 1024, output, lines)


def open_log():
    import tempfile

    return tempfile.TemporaryFile("w+")


def last_line(log):
    log.seek(0)
    lines = log.read().strip().splitlines()
    return lines[-1] if lines else "no message"


def terminal_lines(reader, started):
    """Every line, and every state of one that is drawn over, with the time at which it came."""
    pending = ""
    while True:
        try:
            data = os.read(reader, 65536)
        except OSError:  # the program has closed its end
            return
        if not data:
            return
        now = time.monotonic() - started
        pending = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", pending + data.decode(errors="replace"))
        states = re.split(r"[\r\n]+", pending)
        # The bar is redrawn behind a carriage return and ends without one.
        for state in states:
            if state.strip():
                yield now, state.strip()
        pending = ""
