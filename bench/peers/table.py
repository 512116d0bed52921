"""The table of bench/run. A ratio is the peer's time by Myolens's: above 1 Myolens is faster."""

import dataclasses


@dataclasses.dataclass
class Row:
    work: str
    against: str
    goal: float | None = None  # of the ratio
    mine: float | None = None  # seconds
    peer: float | None = None
    mine_megabytes: float | None = None
    peer_megabytes: float | None = None
    memory_goal: float | None = None  # of Myolens's peak by the peer's
    skipped: str = ""
    note: str = ""

    @property
    def ratio(self):
        return self.peer / self.mine if self.mine and self.peer else None

    def verdict(self):
        if self.ratio is None:
            return f"not measured: {self.skipped}" if self.skipped else ""
        words = []
        if self.goal:
            words.append("reached" if self.ratio >= self.goal else "SHORT")
        if self.memory_goal and self.mine_megabytes > self.memory_goal * self.peer_megabytes:
            words.append("MEMORY SHORT")
        return ", ".join(words)

    def cells(self):
        return [
            self.work, self.against, duration(self.mine), duration(self.peer), number(self.ratio, ".2f"),
            number(self.goal, ".2f"), number(self.mine_megabytes, ".0f"), number(self.peer_megabytes, ".0f"),
            "; ".join(filter(None, [self.verdict(), self.note])),
        ]  # fmt: skip

    def as_json(self):
        return {**dataclasses.asdict(self), "ratio": self.ratio, "verdict": self.verdict()}


HEADINGS = ["work", "against", "Myolens", "peer", "ratio", "goal", "MB", "peer MB", ""]


def number(value, form):
    return "" if value is None else format(value, form)


def duration(seconds):
    if seconds is None:
        return ""
    for limit, divisor, unit in ((1, 0.001, "ms"), (100, 1, "s"), (float("inf"), 60, "min")):
        if seconds < limit:
            return f"{seconds / divisor:.1f} {unit}"


def markdown(rows):
    lines = [HEADINGS] + [row.cells() for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    texts = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]])
