"""The steps of one run, the tools taking turns at each of them."""

import fcntl
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from .measure import BenchmarkError, output_of, remove, stored_bytes, touch_memory

COMPARE = Path(__file__).with_name("compare_trees.py")


@contextmanager
def exclusive(work):
    """Two benchmarks at the same time would measure each other."""
    work.mkdir(parents=True, exist_ok=True)
    with open(work / "lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BenchmarkError(f"another run is using {work}") from None
        yield


def contents(source):
    listing = output_of(["find", source, "-type", "f", "-printf", "%s\\n"]).split()
    return f"First version: {len(listing):,} files, {sum(map(int, listing)) / 1e6:,.0f} MB"


class Procedure:
    def __init__(self, work):
        self.directory = work / "run"
        self.records = []
        self.contents = {}
        self.source_bytes = 0

    def run(self, corpus, tools, number):
        """One run with new repositories. Tools rotate from run to run: none always follows the same other one."""
        turn = tools[number % len(tools):] + tools[:number % len(tools)]
        for tool in tools:
            remove(tool.directory)
            tool.directory.mkdir(parents=True)
        corpus.first()
        if corpus.name not in self.contents:
            self.contents[corpus.name] = contents(corpus.source)
        self.source_bytes = stored_bytes(corpus.source)
        for tool in turn:
            tool.init()
        self._each(corpus, turn, number, "first", lambda tool: tool.backup(corpus.source, "first"))
        self._sizes(corpus, turn, number, "size-first")
        self._each(corpus, turn, number, "unchanged", lambda tool: tool.backup(corpus.source, "unchanged"))
        corpus.second()
        self._each(corpus, turn, number, "next", lambda tool: tool.backup(corpus.source, "next"))
        self._sizes(corpus, turn, number, "size-next")
        for tool in turn:
            target = tool.directory / "restored"
            target.mkdir()
            self._each(corpus, [tool], number, "restore", lambda tool: tool.restore("next", target))
            # The others are compared once, to know what a ratio compares with.
            if tool.name == "coffer" or number == 0:
                self._compare(corpus, tool, number, target)
            remove(target)
        self._each(corpus, turn, number, "check", lambda tool: tool.check())
        for tool in tools:
            remove(tool.directory)
        corpus.finish()

    def _each(self, corpus, tools, number, step, action):
        for tool in tools:
            # What a restore writes, and what a process takes for itself.
            touch_memory(self.source_bytes + (1 << 29))
            cost = action(tool)
            print(
                f"{corpus.name} run {number + 1}: {step:9} {tool.name:6} {cost.wall:7.2f} s wall "
                f"{cost.cpu:7.2f} s CPU {cost.peak_rss_kib / 1024:6.0f} MiB   others {cost.others:4.0%}",
                file=sys.stderr,
            )
            self._record(
                corpus, tool, number, step, wall=cost.wall, user=cost.user, system=cost.system,
                cpu=cost.cpu, peak_rss_kib=cost.peak_rss_kib, others=cost.others,
            )

    def _sizes(self, corpus, tools, number, step):
        for tool in tools:
            self._record(corpus, tool, number, step, bytes=stored_bytes(tool.repository))

    def _record(self, corpus, tool, number, step, **values):
        self.records.append({"corpus": corpus.name, "run": number + 1, "tool": tool.name, "step": step, **values})

    def _compare(self, corpus, tool, number, target):
        root = tool.restored_root(corpus.source, target)
        result = subprocess.run(
            [sys.executable, "-B", str(COMPARE), str(corpus.source), str(root)], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", check=False,
        )
        if result.returncode == 0:
            return
        print(f"{tool.name} did not restore what {corpus.name} was:\n{result.stdout}", file=sys.stderr)
        self._record(corpus, tool, number, "differences", text=result.stdout)
