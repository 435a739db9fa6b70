"""Runs one command as a whole process and says what it cost."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


class BenchmarkError(Exception):
    """Something that makes the numbers worthless; its text is for the person who started the run."""


@dataclass(frozen=True)
class Cost:
    """What one process cost: seconds, and its largest resident set in KiB.

    `others` is the share of the machine's processors that was busy with anything else meanwhile: where it is not
    small, the wall time says more about the others than about the process.
    """

    wall: float
    user: float
    system: float
    peak_rss_kib: int
    others: float

    @property
    def cpu(self):
        return self.user + self.system


def measure(command, env, log, cwd=None, on_start=None):
    """Runs a command to its end with its output in a log file; an exit status other than 0 is an error.

    The peak of resident memory is the kernel's own figure for the child (wait4), so a start script has to
    exec what it starts. The figure cannot fall below this process's own peak, which the child inherits for
    the moment between fork and exec: that is why trees are built and compared in processes of their own.
    """
    with open(log, "ab") as output:
        output.write(("\n$ " + " ".join(map(str, command)) + "\n").encode())
        output.flush()
        busy_before = busy_seconds()
        start = time.monotonic()
        process = subprocess.Popen(
            [os.fspath(part) for part in command],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        if on_start:
            on_start(process)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        busy = busy_seconds() - busy_before
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise BenchmarkError(
            f"exit status {process.returncode} from: {' '.join(map(str, command))}\n"
            f"last lines of {log}:\n{tail(log)}"
        )
    own = usage.ru_utime + usage.ru_stime
    others = max(0.0, busy - own) / (wall * os.cpu_count())
    return Cost(wall, usage.ru_utime, usage.ru_stime, usage.ru_maxrss, others)


def busy_seconds():
    """How long all processors together were at work, or taken by other guests of the same host."""
    user, nice, system, _, _, irq, softirq, steal = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def tail(path, lines=25):
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - 16384))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])


def output_of(command, env=None):
    """What a short helper command prints (both streams), or an error that says which one failed."""
    try:
        result = subprocess.run(
            [os.fspath(part) for part in command], env=env, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True, errors="replace",
        )
    except OSError as e:
        raise BenchmarkError(f"cannot run {command[0]}: {e.strerror}") from e
    if result.returncode != 0:
        raise BenchmarkError(f"exit status {result.returncode} from {' '.join(map(str, command))}:\n{result.stdout}")
    return result.stdout.strip()


def stored_bytes(path):
    """The size of a repository: the lengths of its files and directories, as `du -sb` counts them."""
    return int(output_of(["du", "-sb", path]).split()[0])


def remove(path):
    """Removes a tree. By rm, because Python takes seconds for a kernel tree."""
    if os.path.lexists(path):
        subprocess.run(["rm", "-rf", "--", os.fspath(path)], check=True)


def meminfo():
    """/proc/meminfo in bytes."""
    lines = (line.split() for line in Path("/proc/meminfo").read_text().splitlines())
    return {fields[0].rstrip(":"): int(fields[1]) * 1024 for fields in lines if len(fields) > 1}


TOUCH = """
import mmap, sys
memory = mmap.mmap(-1, int(sys.argv[1]))
for page in range(0, len(memory), mmap.PAGESIZE):
    memory[page] = 1
"""


def touch_memory(size):
    """Writes to so many bytes of memory that nobody uses, and gives them back.

    A virtual machine gives memory that it has not used for a while back to its host, and has to ask for it again page by
    page. Whatever step came first after a pause would pay for that. In a process of its own: see `measure`.
    """
    size = min(size, meminfo()["MemAvailable"] // 2) // 4096 * 4096
    subprocess.run([sys.executable, "-c", TOUCH, str(size)], check=True)


def require_room(directory, needed, what):
    """Stops before memory does: on tmpfs every byte stored is a byte of RAM."""
    stat = os.statvfs(directory)
    free = stat.f_bavail * stat.f_frsize
    available = meminfo()["MemAvailable"]
    short = [
        f"{name} {have / 1e9:.1f} GB"
        for name, have in (("free space", free), ("available memory", available))
        if have < needed
    ]
    if short:
        raise BenchmarkError(
            f"{what} needs about {needed / 1e9:.1f} GB in {directory}, but there is: {', '.join(short)}. "
            "Use --quick, a smaller --large-size, or another --work."
        )
