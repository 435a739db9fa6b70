"""Turns raw measurements into the Markdown that people read."""

import os
import platform
import re
from pathlib import Path
from statistics import median

from .measure import meminfo

# Step, what the table calls it, and the most it may take of restic's time (of its bytes, for a size).
STEPS = (
    ("first", "first backup", 0.5),
    ("unchanged", "nothing changed", 0.35),
    ("next", "next version", 0.5),
    ("restore", "restore", 0.6),
    ("check", "check, all data read", 0.4),
)
SIZES = (("size-first", "repository after the first", 0.80), ("size-next", "repository after the next", 0.80))


BEGIN = "<!-- What follows is generated. -->"
END = "<!-- What was generated ends here. -->"


def write(path, markdown):
    """Writes a page. One that is there and has the two marks keeps what people wrote before and after them."""
    before, after = "", ""
    if path.exists():
        page = path.read_text(encoding="utf-8")
        if BEGIN in page and END in page.partition(BEGIN)[2]:
            before = page.partition(BEGIN)[0]
            after = page.partition(BEGIN)[2].partition(END)[2]
            markdown = re.sub(r"\A# .*\n+", "", markdown) if before.strip() else markdown
    marked = f"{BEGIN}\n\n{markdown.strip()}\n\n{END}"
    path.write_text(f"{before}{marked}{after}" if before or after else marked + "\n", encoding="utf-8")


def machine():
    cpuinfo = Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.*)", cpuinfo) or re.search(r"Model\s*:\s*(.*)", cpuinfo)
    release = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
    return (
        f"{model.group(1) if model else platform.machine()}, {len(os.sched_getaffinity(0))} CPUs, "
        f"{meminfo()['MemTotal'] / 2**30:.0f} GiB memory, {release}, Linux {platform.release()}"
    )


# Of the machine, in a step that took long enough to tell: beyond it, wall times are not to be trusted.
QUIET = 0.05


def others(records):
    shares = [r["others"] for r in records if r.get("wall", 0) >= 0.5] or [0.0]
    text = (
        f"- Other processes took {median(shares):.0%} of the processors' time (median of all steps), "
        f"at most {max(shares):.0%}."
    )
    return text if max(shares) <= QUIET else text + " **The machine was not idle: prefer the CPU times, or repeat.**"


class Series:
    """The measurements of one corpus, by tool and step."""

    def __init__(self, records, corpus):
        self.records = [record for record in records if record["corpus"] == corpus]
        self.tools = list(dict.fromkeys(record["tool"] for record in self.records))

    def values(self, tool, step, field):
        return [r[field] for r in self.records if r["tool"] == tool and r["step"] == step]

    def median(self, tool, step, field):
        """Fails if there is nothing: a step that was not measured must not go unnoticed."""
        return median(self.values(tool, step, field))


def render(records, corpora, facts):
    """Everything as Markdown. `corpora` are (name, title, contents); `facts` are (label, text)."""
    lines = ["# Benchmark", ""]
    lines += [f"- {label}: {text}" for label, text in facts]
    lines += [
        "- Wall time: median (least to most) of whole processes, so the start of the virtual machine counts. Ratio: "
        "coffer's median by restic's. CPU: user and system time of all threads. Peak RSS: the largest resident set.",
        others(records),
    ]
    for name, title, contents in corpora:
        series = Series(records, name)
        if series.tools:
            lines += ["", f"## {title}", "", f"{contents}.", ""]
            lines += times(series) + [""] + resources(series) + differences(series)
    return "\n".join(lines) + "\n"


def times(series):
    compared = {"coffer", "restic"} <= set(series.tools)
    rows = [["step", *series.tools, "coffer / restic", "target", ""]]
    for step, label, target in STEPS:
        cells = [spread(series.values(tool, step, "wall")) for tool in series.tools]
        rows.append([label, *cells, *verdict(series, step, "wall", target, compared)])
    for step, label, target in SIZES:
        cells = [f"{series.median(tool, step, 'bytes') / 1e6:.1f} MB" for tool in series.tools]
        rows.append([label, *cells, *verdict(series, step, "bytes", target, compared)])
    return table(rows)


def verdict(series, step, field, target, compared):
    if not compared:
        return ["", f"<= {target:.2f}", ""]
    ratio = series.median("coffer", step, field) / series.median("restic", step, field)
    return [f"{ratio:.2f}", f"<= {target:.2f}", "met" if ratio <= target else "**missed**"]


def resources(series):
    rows = [["step", *(f"{t}: peak RSS" for t in series.tools), *(f"{t}: CPU" for t in series.tools)]]
    for step, label, _ in STEPS:
        rows.append(
            [label]
            + [f"{max(series.values(t, step, 'peak_rss_kib')) / 1024:.0f} MiB" for t in series.tools]
            + [f"{series.median(t, step, 'cpu'):.2f} s" for t in series.tools]
        )
    return table(rows)


def differences(series):
    """Where a restored tree was not the source."""
    lines = []
    for record in series.records:
        if record["step"] == "differences":
            lines += ["", f"**Not the same after {record['tool']}'s restore (run {record['run']}):**", ""]
            lines += ["```", record["text"].strip(), "```"]
    if "coffer" in series.tools and not series.values("coffer", "differences", "text"):
        lines += ["", "Every tree that coffer restored was the same as its source."]
    return lines


def spread(values):
    middle = f"{median(values):.2f} s"
    return middle if len(values) == 1 else f"{middle} ({min(values):.2f} to {max(values):.2f})"


def table(rows):
    lines = ["| " + " | ".join(cells) + " |" for cells in rows]
    lines.insert(1, "| --- |" + " ---: |" * (len(rows[0]) - 1))
    return lines
