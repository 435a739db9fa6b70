"""The programs that are compared, each as somebody would use it: defaults, except where a comment says why."""

import os
import re
import shutil
import time
from pathlib import Path

from .measure import BenchmarkError, measure, output_of

ROOT = Path(__file__).resolve().parents[2]


class Tool:
    """One program with a repository, a cache and a home of its own below a directory that a run starts anew."""

    name = ""
    conditions = ""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.repository = self.directory / "repository"
        self.log = self.directory.parent / f"{self.name}.log"

    def environment(self):
        home = self.directory / "home"
        home.mkdir(parents=True, exist_ok=True)
        return {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "HOME": str(home),
            "XDG_CACHE_HOME": str(self.directory / "cache"),
        }

    def run(self, *arguments, **options):
        return measure([self.program(), *arguments], self.environment(), self.log, **options)

    def program(self):
        return self.name

    def version(self):
        if not shutil.which(str(self.program())):
            raise BenchmarkError(f"{self.name} is not installed: apt-get install {self.package}")
        return output_of([self.program(), self.version_argument], self.environment()).splitlines()[0]

    def restored_root(self, source, target):
        """Where below the target the source came back: programs differ in how much of its path they keep."""
        for candidate in (target / source.relative_to("/"), target / source.name, target):
            if candidate.is_dir() and (candidate / ".fidelity").is_dir():
                return candidate
        raise BenchmarkError(f"{self.name} restored nothing recognisable into {target}")


class Restic(Tool):
    name = "restic"
    package = "restic"
    version_argument = "version"
    conditions = "defaults: encrypted (it has no other mode), compression auto"

    def environment(self):
        # The program does not run without a password; this one protects generated files for some minutes.
        return super().environment() | {
            "RESTIC_REPOSITORY": str(self.repository),
            "RESTIC_PASSWORD": "benchmark",
            "RESTIC_CACHE_DIR": str(self.directory / "cache"),
        }

    def init(self):
        self.run("init")

    def backup(self, source, name):
        return self.run("backup", source)

    def restore(self, name, target):
        return self.run("restore", "latest", "--target", target)

    def check(self):
        return self.run("check", "--read-data")


class Borg(Tool):
    name = "borg"
    package = "borgbackup"
    version_argument = "--version"
    # Its default, lz4, gives repositories that are no match in size for the other two.
    conditions = "--encryption=none, --compression zstd,3 (its default is lz4), otherwise defaults"

    def environment(self):
        return super().environment() | {
            "BORG_BASE_DIR": str(self.directory / "home"),
            "BORG_CACHE_DIR": str(self.directory / "cache"),
            "BORG_REPO": str(self.repository),
            # Answers to questions that it would ask a person.
            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes",
            "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes",
        }

    def init(self):
        self.run("init", "--encryption=none")

    def backup(self, source, name):
        return self.run("create", "--compression", "zstd,3", f"::{name}", source)

    def restore(self, name, target):
        return self.run("extract", f"::{name}", cwd=target)

    def check(self):
        return self.run("check", "--verify-data")


class Coffer(Tool):
    name = "coffer"
    version_argument = "--version"
    conditions = "unencrypted, otherwise defaults; what it prepares at its very first start is there before the timing"
    heap = "-Xmx64m"

    def __init__(self, directory, java_home=None, java_options=""):
        super().__init__(directory)
        self.java_home = java_home
        self.java_options = java_options

    def program(self):
        return ROOT / "examples" / "cli" / "coffer"

    def environment(self):
        environment = super().environment() | {"COFFER_REPOSITORY": f"file:{self.repository}"}
        if self.java_options:
            environment["COFFER_JAVA_OPTS"] = self.java_options
        java_home = self.java_home or os.environ.get("JAVA_HOME")
        return environment | ({"JAVA_HOME": str(java_home)} if java_home else {})

    def version(self):
        if not os.access(self.program(), os.X_OK):
            raise BenchmarkError(f"{self.program()} is not there")
        return output_of([self.program(), self.version_argument], self.environment()).splitlines()[0]

    def java_version(self):
        java_home = self.environment().get("JAVA_HOME")
        java = os.path.join(java_home, "bin", "java") if java_home else "java"
        return " ".join(re.sub(r"\s+", " ", line) for line in output_of([java, "-version"]).splitlines()[1:2])

    def init(self):
        self.run("init", on_start=self._check_process)

    def _check_process(self, process):
        """The measured process must be the virtual machine itself, with the heap that the table promises."""
        arguments = []
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            line = Path(f"/proc/{process.pid}/cmdline").read_bytes()
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return  # over already: whoever waits for it reports its exit status
            arguments = line.decode(errors="replace").split("\0")
            if os.path.basename(arguments[0]) == "java":
                break
            time.sleep(0.001)
        else:
            process.kill()
            process.wait()
            raise BenchmarkError(f"{self.program()} does not exec java: nothing sees the memory that it takes")
        heaps = [argument for argument in arguments if argument.startswith("-Xmx")]
        if not heaps or heaps[-1] != self.heap:
            process.kill()
            process.wait()
            raise BenchmarkError(f"the heap is {heaps or 'the default'} instead of {self.heap}")

    def backup(self, source, name):
        return self.run("backup", source)

    def restore(self, name, target):
        return self.run("restore", "latest", "--target", target)

    def check(self):
        return self.run("check", "--read-data")


def create(names, directory, java_home=None, java_options=""):
    makers = {
        "coffer": lambda: Coffer(directory / "coffer", java_home, java_options),
        "restic": lambda: Restic(directory / "restic"),
        "borg": lambda: Borg(directory / "borg"),
    }
    unknown = [name for name in names if name not in makers]
    if unknown:
        raise BenchmarkError(f"unknown tool {', '.join(unknown)}; there are {', '.join(makers)}")
    return [makers[name]() for name in names]
