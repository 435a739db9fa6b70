"""compare_trees.py A B: whether two trees are the same in all that a backup promises to keep.

Compared for every entry: kind, mode, owner and group, modification time to the nanosecond, link target, extended
attributes, device numbers; over the trees: names as bytes, and which files are hard links of each other. Contents
are left to `diff -r --no-dereference`, which runs too unless --metadata-only is given. Exit status 1 and a list
of differences if there are any.
"""

import os
import stat
import subprocess
import sys

SHOWN = 40
# Given by the system to whoever creates a file, not by its owner.
NOT_KEPT = {"security.selinux"}


def walk(root):
    """Yields (relative name as bytes, lstat) of the root and all below it."""
    yield b"", os.lstat(root)
    pending = [b""]
    while pending:
        relative = pending.pop()
        with os.scandir(os.path.join(root, relative)) as entries:
            for entry in entries:
                name = os.path.join(relative, entry.name)
                status = entry.stat(follow_symlinks=False)
                yield name, status
                if stat.S_ISDIR(status.st_mode):
                    pending.append(name)


def describe(path, status):
    facts = {
        "kind": stat.S_IFMT(status.st_mode),
        "owner": (status.st_uid, status.st_gid),
        "mtime": status.st_mtime_ns,
        "xattrs": {
            name: os.getxattr(path, name, follow_symlinks=False)
            for name in os.listxattr(path, follow_symlinks=False)
            if name not in NOT_KEPT
        },
    }
    if stat.S_ISLNK(status.st_mode):
        facts["target"] = os.readlink(path)
    else:
        facts["mode"] = oct(stat.S_IMODE(status.st_mode))
    if stat.S_ISREG(status.st_mode):
        facts["size"] = status.st_size
    if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        facts["device"] = status.st_rdev
    return facts


def hard_links(entries):
    """The groups of names that share an inode, each in order."""
    groups = {}
    for name, status in entries.items():
        if status.st_nlink > 1 and not stat.S_ISDIR(status.st_mode):
            groups.setdefault((status.st_dev, status.st_ino), []).append(name)
    return {tuple(sorted(names)) for names in groups.values() if len(names) > 1}


def metadata_differences(left, right):
    a = dict(walk(left))
    b = dict(walk(right))
    for name in sorted(a.keys() - b.keys()):
        yield f"missing: {os.fsdecode(name)!r}"
    for name in sorted(b.keys() - a.keys()):
        yield f"not in the source: {os.fsdecode(name)!r}"
    for name in sorted(a.keys() & b.keys()):
        was = describe(os.path.join(left, name) if name else left, a[name])
        is_now = describe(os.path.join(right, name) if name else right, b[name])
        for key in was.keys() | is_now.keys():
            if was.get(key) != is_now.get(key):
                yield f"{key} of {os.fsdecode(name) or '.'!r}: {was.get(key)!r} became {is_now.get(key)!r}"
    before, after = hard_links(a), hard_links(b)
    for group in sorted(before - after):
        yield f"no longer hard links of each other: {[os.fsdecode(name) for name in group]}"
    for group in sorted(after - before):
        yield f"hard links that were none: {[os.fsdecode(name) for name in group]}"


def main(arguments):
    metadata_only = "--metadata-only" in arguments
    left, right = (os.fsencode(argument) for argument in arguments if not argument.startswith("--"))
    differences = list(metadata_differences(left, right))
    if not metadata_only:
        diff = subprocess.run(
            ["diff", "-r", "-q", "--no-dereference", left, right], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            check=False,
        )
        if diff.returncode != 0:
            differences += diff.stdout.decode(errors="backslashreplace").splitlines() or ["diff failed"]
    for line in differences[:SHOWN]:
        print(line)
    if len(differences) > SHOWN:
        print(f"... and {len(differences) - SHOWN} more")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
