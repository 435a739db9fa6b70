"""The two corpora: what they are made of, and how one version takes the place of the other.

A corpus has `source`, the path that is backed up, and `name`; `first()` puts its first version there and `second()`
the next one. Both can be called any number of times and always give the same bytes.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

from .measure import BenchmarkError, output_of, remove, require_room

PACKAGE = "linux-source-6.1"
TARBALL = f"./usr/src/{PACKAGE}.tar.xz"
# Enough of everything (text, tables, a deep tree) for a run that only shows that all works.
QUICK_PARTS = ("fs", "net", "Documentation")
GIB = 1 << 30


class KernelPackages:
    """Two versions of Debian's kernel source, fetched once and kept."""

    def __init__(self, directory, old=None, new=None):
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        if not (old and new):
            old, new = self._choose(old, new)
        self.old, self.new = old, new

    def _choose(self, old, new):
        listed = output_of(["apt-cache", "madison", PACKAGE])
        known = re.findall(rf"^\s*{re.escape(PACKAGE)}\s*\|\s*(\S+)\s*\|", listed, re.MULTILINE)  # newest first
        new = new or next(iter(known), None)
        # A rebuild of the same upstream release would make "next version" an easy step.
        old = old or next((v for v in known if new and v.split("-")[0] != new.split("-")[0]), None)
        if not old:
            raise BenchmarkError(
                f"the package lists hold no two releases of {PACKAGE}, only: {', '.join(known) or 'none'}. Run "
                "apt-get update, or name versions with --old-version and --new-version."
            )
        return old, new

    def fetch(self, version):
        """The package file, downloaded unless it is there."""
        found = [path for path in self.directory.glob("*.deb") if self._version_of(path) == version]
        if not found:
            print(f"fetching {PACKAGE} {version}", file=sys.stderr)
            subprocess.run(
                ["apt-get", "-qq", "download", f"{PACKAGE}={version}"], cwd=self.directory, check=True,
                stdout=sys.stderr,
            )
            found = [path for path in self.directory.glob("*.deb") if self._version_of(path) == version]
        return found[0]

    @staticmethod
    def _version_of(path):
        return path.name.split("_")[1].replace("%3a", ":")

    def pipe(self, version, last_command):
        """Runs a command with the source's uncompressed tar as its standard input."""
        package = self.fetch(version)
        steps = [["dpkg-deb", "--fsys-tarfile", str(package)], ["tar", "-xO", TARBALL], ["xz", "-dc", "-T0"]]
        processes = []
        for step in steps:
            before = processes[-1].stdout if processes else None
            processes.append(subprocess.Popen(step, stdin=before, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
            if before:
                before.close()
        with processes[-1].stdout as tar:
            last = subprocess.run(last_command, stdin=tar, check=False)
        if any([process.wait() for process in processes]) or last.returncode:
            raise BenchmarkError(f"unpacking {package} failed; remove it to have it fetched again")


class KernelTrees:
    """Corpus A: two releases of the Linux kernel's sources, one after the other at the same path."""

    name = "kernel"

    def __init__(self, work, packages, quick):
        self.packages = packages
        self.parts = QUICK_PARTS if quick else ()
        self.base = work / ("kernel-quick" if quick else "kernel")
        self.source = self.base / "source"
        self.occupant = self.base / "tree-at-source"
        self.old = self.base / f"tree-{packages.old}"
        self.new = self.base / f"tree-{packages.new}"

    def title(self):
        what = f", only {', '.join(self.parts)}" if self.parts else ""
        return f"Linux kernel source, {PACKAGE} {self.packages.old}, then {self.packages.new}{what}"

    def prepare(self):
        self._park()
        missing = [tree for tree in (self.old, self.new) if not (tree / ".fidelity").is_dir()]
        each = 0.2e9 if self.parts else 1.45e9
        # Beside the trees: one restored tree, three repositories, and what the programs themselves take.
        require_room(self.base.parent, len(missing) * each + each + (0.2e9 if self.parts else 1.0e9) + 1e9, self.name)
        for tree in missing:
            self._unpack(tree)

    def _unpack(self, tree):
        version = tree.name.removeprefix("tree-")
        print(f"unpacking {PACKAGE} {version}", file=sys.stderr)
        unpacking = tree.with_name("unpacking")
        remove(unpacking)
        unpacking.mkdir(parents=True)
        command = ["tar", "-x", "--strip-components=1", "-C", str(unpacking)]
        self.packages.pipe(version, command + [f"{PACKAGE}/{part}" for part in self.parts])
        add_fidelity_samples(unpacking)
        remove(tree)
        unpacking.rename(tree)

    def first(self):
        self._place(self.old)

    def second(self):
        self._place(self.new)

    def _place(self, tree):
        self._park()
        self.occupant.write_text(tree.name, encoding="ascii")
        tree.rename(self.source)

    def _park(self):
        """Gives the tree at the source's path its own name back, also after a run that was interrupted."""
        self.base.mkdir(parents=True, exist_ok=True)
        if self.source.exists():
            self.source.rename(self.base / self.occupant.read_text(encoding="ascii"))

    def finish(self):
        self._park()

    def remove(self):
        remove(self.base)


class LargeFiles:
    """Corpus B: a disk image and a database dump, made from a seed; the next version has edits in many places."""

    name = "large"

    def __init__(self, work, packages, size):
        self.packages = packages
        self.size = size
        self.base = work / "large"
        self.source = self.base / "source"

    def title(self):
        return f"Large files, {self.size / GIB:.2f} GiB: a disk image and a database dump, then the same with edits"

    def prepare(self):
        # At the worst: the source, the dump's next version, three repositories, one restored tree.
        require_room(self.base.parent, 3.6 * self.size + 1.5e9, self.name)

    def first(self):
        remove(self.source)
        self.source.mkdir(parents=True)
        add_fidelity_samples(self.source)
        self.packages.pipe(self.packages.new, self._script("first"))

    def second(self):
        subprocess.run(self._script("second"), check=True, stdin=subprocess.DEVNULL)

    def _script(self, step):
        return [sys.executable, "-B", str(Path(__file__).with_name("large_files.py")), step, str(self.source),
                str(self.size)]

    def finish(self):
        remove(self.base)

    remove = finish


def add_fidelity_samples(tree):
    """A few entries of kinds that the corpora lack: they cost no time, and show what a restore keeps.

    Whoever reads the tree needs no rights for them; owners are changed only by root.
    """
    directory = os.fsencode(tree / ".fidelity")
    os.mkdir(directory)

    def write(name, data=b"sample\n", mode=0o644):
        path = os.path.join(directory, name)
        with open(path, "wb") as file:
            file.write(data)
        os.chmod(path, mode)
        return path

    write(b"empty", b"")
    write(b"setuid", mode=0o4755)
    write(b"read-only", mode=0o400)
    write(b"a name with blanks: and colons")
    write("größer-日本".encode())
    write(b"not-utf8-\xff\xfe")
    linked = write(b"hard-link-1")
    os.mkdir(os.path.join(directory, b"sticky"))
    os.link(linked, os.path.join(directory, b"sticky", b"hard-link-2"))
    os.link(linked, os.path.join(directory, b"hard-link-3"))
    os.symlink(b"no/such/\xff/target", os.path.join(directory, b"dangling"))
    os.symlink(b"sticky", os.path.join(directory, b"to-a-directory"))
    attributed = write(b"attributes")
    try:
        os.setxattr(attributed, "user.coffer.sample", b"\x00\x01binary\xff")
    except OSError as e:
        print(f"no extended attributes in {tree}: {e.strerror}", file=sys.stderr)
    if os.geteuid() == 0:
        os.chown(write(b"owned"), 12345, 23456)
        os.lchown(os.path.join(directory, b"dangling"), 12345, 23456)
    old_time = os.path.join(directory, b"old")
    write(b"old")
    os.utime(old_time, ns=(1_000_000_000_123_456_789, 1_000_000_000_123_456_789))
    os.utime(
        os.path.join(directory, b"to-a-directory"), ns=(1_111_111_111_000_000_321, 1_111_111_111_000_000_321),
        follow_symlinks=False,
    )
    os.chmod(os.path.join(directory, b"sticky"), 0o1777)
    os.utime(os.path.join(directory, b"sticky"), ns=(1_222_222_222_000_000_007, 1_222_222_222_000_000_007))
