"""large_files.py first|second DIRECTORY BYTES: makes the large files, or their next version.

`first` reads text from standard input (an uncompressed tar of the kernel's sources) and writes
- disk.img, two thirds of the size: extents of 4 KiB to 1 MiB, half of them text, a quarter incompressible, a sixth
  zeros, and the rest copies of extents that came before, as files on a disk are;
- dump.sql, one third: rows of one INSERT each, with numbers, times, digests and lines of that text.

`second` edits them as their owners would: a disk image is written to in place and grows at its end; a dump is
written anew, with rows inserted, changed and deleted, and new ones at its end. There is one such place in every
EVERY bytes of each file.

The same seed gives the same bytes on every machine (for the same text).
"""

import os
import random
import sys
import time

SEED = 20240229
BLOCK = 4096
EVERY = 20 << 20
TEXT, RANDOM, ZERO, COPY = range(4)


def extent_length(rng):
    """Mostly small, at times large; multiples of a block."""
    return BLOCK << rng.choice((0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8))


def write_image(path, size, text, rng):
    written = 0
    with open(path, "w+b") as file:
        while written < size:
            length = min(extent_length(rng), size - written)
            kind = rng.choices((TEXT, RANDOM, ZERO, COPY), (6, 3, 2, 1))[0]
            if kind == COPY and written > length:
                file.flush()
                data = os.pread(file.fileno(), length, rng.randrange((written - length) // BLOCK + 1) * BLOCK)
            elif kind == RANDOM:
                data = rng.randbytes(length)
            elif kind == ZERO:
                data = bytes(length)
            else:
                data = read_fully(text, length)
            file.write(data)
            written += length


def read_fully(text, length):
    data = text.read(length)
    if len(data) < length:
        raise SystemExit("the kernel's sources are not text enough for this size: 3 GiB is about the most")
    return data


def row(number, line, rng):
    return b"INSERT INTO `events` VALUES (%d,'2024-%02d-%02d %02d:%02d:%02d',%d,'%032x',%d.%02d,'%s');\n" % (
        number, rng.randrange(1, 13), rng.randrange(1, 29), rng.randrange(24), rng.randrange(60), rng.randrange(60),
        rng.randrange(50_000), rng.getrandbits(128), rng.randrange(10_000), rng.randrange(100), line,
    )


def lines_of(text):
    """Endless lines of text, as a column could hold them. The same ones again once they are used up."""
    lines = []
    pool = text.read(64 << 20)
    for line in pool.split(b"\n"):
        line = line.strip()[:240]
        if 20 < len(line) and b"\0ustar" not in line:
            lines.append(line.replace(b"\0", b"").replace(b"\\", b"\\\\").replace(b"'", b"''"))
    if not lines:
        raise SystemExit("not enough text for this size")
    while True:
        yield from lines


def write_dump(path, size, text, rng):
    written = number = 0
    lines = lines_of(text)
    with open(path, "wb", buffering=1 << 20) as file:
        while written < size:
            number += 1
            written += file.write(row(number, next(lines), rng))


def edit_image(path, rng):
    size = os.path.getsize(path)
    with open(path, "r+b") as file:
        for _ in range(size // EVERY):
            file.seek(rng.randrange(size // BLOCK) * BLOCK)
            file.write(rng.randbytes(BLOCK << rng.randrange(5)))
        file.seek(0, os.SEEK_END)
        file.write(rng.randbytes(size // 200))


def edit_dump(path, rng):
    size = os.path.getsize(path)
    places = sorted(rng.sample(range(1, size - 1), size // EVERY))
    edited = path + ".edited"
    with open(path, "rb") as old, open(edited, "wb") as new:
        for count, place in enumerate(places):
            copy_until(old, new, place)
            new.write(old.readline())
            if count % 3 == 0:  # inserted
                new.writelines(row(10**9 + place + i, b"inserted", rng) for i in range(rng.randrange(1, 30)))
            elif count % 3 == 1:  # changed
                old.readline()
                new.write(row(place, b"changed", rng))
            else:  # deleted
                for _ in range(rng.randrange(1, 30)):
                    old.readline()
        copy_until(old, new, size)
        new.writelines(row(2 * 10**9 + i, b"appended", rng) for i in range(size // 150 // 100))
    os.replace(edited, path)


def copy_until(old, new, end):
    while old.tell() < end:
        data = old.read(min(1 << 20, end - old.tell()))
        if not data:
            return
        new.write(data)


def main(step, directory, size):
    image, dump = (os.path.join(directory, name) for name in ("disk.img", "dump.sql"))
    rng = random.Random(f"{SEED} {step}")
    if step == "first":
        write_dump(dump, size // 3, sys.stdin.buffer, rng)
        write_image(image, size - size // 3, sys.stdin.buffer, rng)
        while sys.stdin.buffer.read(1 << 20):  # so that whoever writes to it ends well
            pass
    else:
        edit_image(image, rng)
        edit_dump(dump, rng)
    # borg reads a file again if no other one in the backup changed after it (it cannot tell whether that file changed
    # within the same tick of the clock). With two files that would be half of the corpus: give it a later, small one.
    time.sleep(0.05)
    with open(os.path.join(directory, "made-last"), "w", encoding="ascii") as file:
        file.write(step)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
