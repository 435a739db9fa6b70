#!/usr/bin/env python3
"""Reads a repository in a directory, by docs/FORMAT.md and nothing else.

    read_repository.py DIRECTORY                       prints all snapshots and their entries as JSON
    read_repository.py DIRECTORY SNAPSHOT TARGET       restores a snapshot into an empty directory

With --key-file FILE before these, reads an encrypted repository that has a key slot for that file. Needs the command
zstd. Everything is verified; the first fault ends it with exit code 1.
"""

import hashlib
import json
import os
import re
import stat
import struct
import subprocess
import sys

from fault import Fault, require

MAX_SEGMENT = 32 << 20
MAX_PACK = 1 << 30
TYPES = ["file", "directory", "symlink", "fifo", "character device", "block device", "socket"]


def sha256(data):
    return hashlib.sha256(data).digest()


# Section 2: header and envelope


def header(name, data, types, sealed=False):
    require(len(data) >= 8, f"{name}: too short for a header")
    magic, kind, version, flags, reserved = struct.unpack(">4scBBB", data[:8])
    require(magic == b"COFR", f"{name}: no magic")
    require(kind.decode("latin-1") in types, f"{name}: type {kind!r}, expected {types}")
    require(version <= 1, f"{name}: version {version} is too new")
    require(version == 1 and reserved == 0, f"{name}: impossible header")
    require(flags or not sealed, f"{name}: not encrypted, and the repository is")
    require(flags == int(sealed), f"{name}: unknown flags {flags}")
    return kind.decode()


def envelope(name, data, kind, keys=None, context=""):
    require(data[:4] == b"COFR" and len(data) >= 40, f"{name}: no envelope")
    require(sha256(data[:-32]) == data[-32:], f"{name}: checksum")
    header(name, data, kind, keys is not None)
    return keys.open_payload(name, data, context) if keys else data[8:-32]


# Section 3: JSON


def document(name, payload):
    def once(pairs):
        require(len(dict(pairs)) == len(pairs), f"{name}: a field comes twice")
        return dict(pairs)

    return json.loads(payload.decode("utf-8"), object_pairs_hook=once)


# Section 10: CBOR


class Cbor:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def raw(self, count):
        require(self.at + count <= len(self.data), "an item is cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def head(self):
        first = self.raw(1)[0]
        major, info = first >> 5, first & 31
        if info < 24:
            return major, info
        require(info <= 27, "indefinite length")
        size = 1 << (info - 24)
        value = int.from_bytes(self.raw(size), "big")
        require(value >= (24 if size == 1 else 1 << (4 * size)), "a number that is too long")
        require(value < 1 << 63, "a number that is too large")
        return major, value

    def item(self):
        major, value = self.head()
        if major == 0:
            return value
        if major == 1:
            return -1 - value
        if major == 2:
            return self.raw(value)
        if major == 3:
            return self.raw(value).decode("utf-8")
        if major == 4:
            return [self.item() for _ in range(value)]
        if major == 5:
            return self.map(value)
        require((major, value) == (7, 21), "neither true nor anything known")
        return True

    def map(self, count):
        result, last = {}, None
        for _ in range(count):
            start = self.at
            key = self.item()
            encoded = self.data[start : self.at]
            require(last is None or last < encoded, f"key {key} is not in its place")
            last = encoded
            result[key] = self.item()
        return result


class Repository:
    def __init__(self, directory, key_file=None):
        self.directory = directory
        self.segments = {}
        config = document("config", envelope("config", self.get("config"), "C"))
        require(config["format"] == 1 and set(config["features"]) <= {"encryption", "parity"}, "config: too new")
        encrypted = "encryption" in config["features"]
        require(encrypted == (key_file is not None), "an encrypted repository needs a key, and no other does")
        keyed = (config["contentId"], config["chunker"]["algorithm"])
        known = ("hmac-sha256", "fastcdc-gear64-keyed") if encrypted else ("sha256", "fastcdc-gear64")
        require(keyed == known, "config: unknown content ids or chunker")
        require(config["compression"]["algorithm"] == "zstd", "config: unknown compression")
        self.keys = self.open_keys(config, key_file) if encrypted else None
        self.first_segment = 116 if encrypted else 28
        self.load_index()

    # Section 14

    def open_keys(self, config, key_file):
        # Only here, so that a repository that is not encrypted can be read without the package that this needs.
        from repository_keys import Keys

        slots = {id: document(id, envelope(f"keys/{id}", self.get(f"keys/{id}"), "K")) for id in self.list("keys")}
        with open(key_file, "rb") as file:
            return Keys(config, self.get("config"), slots, file.read())

    def get(self, name):
        with open(os.path.join(self.directory, name), "rb") as file:
            return file.read()

    def list(self, kind):
        directory = os.path.join(self.directory, kind)
        return sorted(os.listdir(directory)) if os.path.isdir(directory) else []

    # Sections 6 and 7

    def load_index(self):
        gone = set()
        for name in self.list("retired"):
            payload = envelope(name, self.get("retired/" + name), "R", self.keys, "retired/" + name)
            (count,) = struct.unpack(">I", payload[:4])
            require(len(payload) == 4 + 32 * count, f"retired/{name}: length")
            gone.update(payload[4 + 32 * i : 36 + 32 * i] for i in range(count))
        tables = [self.table(name) for name in self.list("index")]
        for _, removed in tables:
            gone.update(removed)
        self.blobs = {}
        for entries, _ in tables:
            for id, place in entries:
                if place[0] not in gone:
                    self.blobs.setdefault(id, place)

    def table(self, name):
        data = self.get("index/" + name)
        require(sha256(data).hex() == name, f"index/{name}: its name is not its SHA-256")
        payload = envelope("index/" + name, data, "I", self.keys)
        p, r, s, e = struct.unpack(">IIII", payload[16:32])
        end = 32 + 48 * p + 32 * r + 20 * s + 44 * e
        require(len(payload) == end + (88 * p if self.keys else 0), f"index/{name}: length")
        blocks = [payload[end + 88 * i : end + 88 * i + 88] for i in range(p)]
        at = 32
        packs = list(struct.iter_unpack(">32sQII", payload[at : at + 48 * p]))
        at += 48 * p
        removed = [payload[at + 32 * i : at + 32 * i + 32] for i in range(r)]
        at += 32 * r
        segments = list(struct.iter_unpack(">IIIII", payload[at : at + 20 * s]))
        at += 20 * s
        ends = [pack[3] for pack in packs[1:]] + [s]
        for number, pack in enumerate(packs):
            for segment in segments[pack[3] : ends[number]]:
                require(segment[0] == number, f"index/{name}: a segment of another pack")
        entries, last = [], b""
        for id, number, offset, length in struct.iter_unpack(">32sIII", payload[at:end]):
            require(id >= last, f"index/{name}: entries out of order")
            last = id
            pack, start, stored, plain, encoding = segments[number]
            digest, pack_length, kind, _ = packs[pack]
            require(length >= 1 and offset + length <= plain, f"index/{name}: a blob outside its segment")
            inside = start >= self.first_segment and start + stored <= pack_length
            require(inside, f"index/{name}: a segment outside its pack")
            entries.append((id, (digest, chr(kind), start, stored, plain, encoding, offset, length, blocks[pack])))
        return entries, removed

    # Sections 4 and 5

    def blob(self, id, kind):
        require(id in self.blobs, f"content {id.hex()} has no home")
        digest, pack_kind, start, stored, plain, encoding, offset, length, block = self.blobs[id]
        require(pack_kind == kind, f"content {id.hex()} is in a pack of type {pack_kind}")
        key = (digest, start)
        if key not in self.segments:
            pack = self.pack(digest, kind)
            segment = pack[start : start + stored]
            if self.keys:
                require(pack[12:100] == block, f"pack {digest.hex()}: another key block than in the index")
                require(stored <= self.keys.most_stored(plain), f"pack {digest.hex()}: a segment that is too large")
                segment = self.open_part(pack, start, "S", segment)
            self.segments[key] = decode(segment, plain, encoding)
        data = self.segments[key][offset : offset + length]
        hash = self.keys.content_hash(data) if self.keys else sha256(data)
        found = hash if kind == "D" else bytes(255 - byte for byte in hash)
        require(found == id, f"content {id.hex()} has other bytes")
        return data

    def open_part(self, pack, position, part, sealed):
        name, purpose = "packs/" + sha256(pack).hex(), chr(pack[4])
        key = self.keys.data_key(name, purpose, pack[12:100])
        return self.keys.open(name, key, position, pack[:8], part, "", sealed)

    def pack(self, digest, kind):
        name = digest.hex()
        data = self.get(f"packs/{name[:2]}/{name}")
        require(sha256(data) == digest, f"pack {name}: its name is not its SHA-256")
        header(name, data, kind, self.keys is not None)
        block_length = struct.pack(">I", self.first_segment - 28)
        require(len(data) <= MAX_PACK and data[8:12] == block_length and data[-4:] == b"COFR", f"pack {name}: frame")
        (length,) = struct.unpack(">I", data[-40:-36])
        directory = data[-40 - length : -40]
        require(sha256(directory) == data[-36:-4], f"pack {name}: directory")
        stored_end = len(data) - 40 - length
        if self.keys:
            directory = self.open_part(data, stored_end, "D", directory)
        (count,) = struct.unpack(">I", directory[:4])
        at, end = 4, self.first_segment
        for _ in range(count):
            stored, plain, encoding, blobs = struct.unpack(">IIII", directory[at : at + 16])
            at += 16
            lengths = [n for _, n in struct.iter_unpack(">32sI", directory[at : at + 36 * blobs])]
            require(blobs > 0 and sum(lengths) == plain and min(lengths) > 0, f"pack {name}: a segment")
            at += 36 * blobs
            end += stored
        require(at == len(directory) and end == stored_end, f"pack {name}: its directory does not fit")
        return data

    # Section 9

    def content(self, size, level, ids, kind):
        require(level <= 8 and (size == 0) == (not ids) and len(ids) <= 4096, "impossible reference")
        data = b"".join(self.piece(id, level, kind) for id in ids)
        require(len(data) == size, f"{len(data)} bytes, expected {size}")
        return data

    def piece(self, id, level, kind):
        if level == 0:
            return self.blob(id, kind)
        list = self.blob(id, "M")
        require(list[:2] == b"L\x01" and list[2] == level - 1 and list[3] == 0, "no list of this level")
        require((len(list) - 12) % 32 == 0 and len(list) > 12, "a list of this length")
        (size,) = struct.unpack(">Q", list[4:12])
        return self.content(size, list[2], [list[i : i + 32] for i in range(12, len(list), 32)], kind)

    # Section 10

    def tree(self, reference, depth=0):
        require(depth <= 2048, "too deep")
        data = self.content(*reference, "M")
        require(data[:2] == b"T\x01", "no tree")
        cbor, last = Cbor(data), b""
        cbor.at = 2
        while cbor.at < len(data):
            entry = cbor.item()
            require(isinstance(entry, dict) and {0, 1, 8} <= set(entry) <= set(range(19)), "no entry")
            name = entry[0]
            require(last < name and b"/" not in name and b"\0" not in name, "a name that cannot be one")
            require(name not in (b".", b"..") and len(name) <= 4096, "a name that cannot be one")
            require((entry[1] in (0, 1)) == (14 in entry) and (entry[1] == 2) == (16 in entry), "no such entry")
            last = name
            if 14 in entry:
                size, level, ids = entry[14]
                require(len(ids) % 32 == 0 and len(ids) <= 64 * 32, "a reference of this length")
                entry[14] = (size, level, [ids[i : i + 32] for i in range(0, len(ids), 32)])
            yield entry

    def file(self, entry):
        data, size = self.content(*entry[14], "D"), entry.get(2, 0)
        if 15 not in entry:
            require(len(data) == size, "a file of another size")
            return data
        result, at, end = bytearray(size), 0, 0
        for offset, length in zip(entry[15][::2], entry[15][1::2]):
            require(offset >= end and length >= 1, "ranges out of order")
            end = offset + length
            result[offset:end] = data[at : at + length]
            at += length
        require(entry.get(18) or (at == len(data) and end <= size), "ranges that do not fit")
        return bytes(result)

    # Section 11

    def snapshots(self):
        for id in self.list("snapshots"):
            data = self.get("snapshots/" + id)
            require(sha256(data).hex() == id, f"snapshots/{id}: its name is not its SHA-256")
            yield id, document(id, envelope("snapshots/" + id, data, "S", self.keys))

    def root(self, manifest):
        root = manifest["root"]
        reference = (root["size"], root["level"], [bytes.fromhex(id) for id in root["ids"]])
        if len(manifest["sources"]) == 1:
            (entry,) = self.tree(reference)
            return entry[14]
        return reference

    def walk(self, reference, path=b"", depth=0):
        for entry in self.tree(reference, depth):
            place = path + b"/" + entry[0] if path else entry[0]
            yield place, entry
            if entry[1] == 1:
                yield from self.walk(entry[14], place, depth + 1)


def decode(stored, plain, encoding):
    require(0 < plain <= MAX_SEGMENT, "a segment that is too large")
    if encoding == 0:
        require(len(stored) == plain, "a segment cut short")
        return stored
    require(encoding == 1 and len(stored) < plain, f"unknown encoding {encoding}")
    run = subprocess.run(["zstd", "-dcq", "-M64MB"], input=stored, stdout=subprocess.PIPE, check=False)
    require(run.returncode == 0 and len(run.stdout) == plain, "a segment that cannot be decompressed")
    return run.stdout


def nanoseconds(time):
    return time[0] * 1_000_000_000 + time[1]


def describe(repository, path, entry):
    line = {"path": path.hex(), "type": TYPES[entry[1]], "modified": nanoseconds(entry[8])}
    if 3 in entry:
        line["mode"] = entry[3]
    if entry[1] == 0:
        data = repository.file(entry)
        line["size"] = len(data)
        line["sha256"] = sha256(data).hex()
    if 16 in entry:
        line["target"] = entry[16].hex()
    if 17 in entry:
        line["attributes"] = {name: value.hex() for name, value in sorted(entry[17].items())}
    if entry.get(12, -1) > 1 and 10 in entry and entry[1] != 1:
        line["file"] = f"{entry.get(11, -1)}:{entry[10]}"
    return line


def restore(repository, manifest, target):
    target = os.fsencode(target)
    links, directories = {}, []
    for path, entry in repository.walk(repository.root(manifest)):
        place = os.path.join(target, path)
        key = (entry.get(11, -1), entry[10]) if entry.get(12, -1) > 1 and 10 in entry and entry[1] != 1 else None
        if key in links:
            os.link(links[key], place, follow_symlinks=False)
            continue
        if entry[1] == 1:
            os.mkdir(place)
            directories.append((place, entry))
            continue
        if entry[1] == 0:
            with open(place, "xb") as file:
                file.write(repository.file(entry))
        elif entry[1] == 2:
            os.symlink(entry[16], place)
        else:
            continue
        links[key] = place
        links.pop(None, None)
        attributes(place, entry)
    for place, entry in reversed(directories):
        attributes(place, entry)


def attributes(place, entry):
    if 3 in entry and not stat.S_ISLNK(os.lstat(place).st_mode):
        os.chmod(place, entry[3])
    time = nanoseconds(entry[8])
    os.utime(place, ns=(time, time), follow_symlinks=False)


def main(arguments):
    key_file = None
    if arguments[0] == "--key-file":
        key_file, arguments = arguments[1], arguments[2:]
    repository = Repository(arguments[0], key_file)
    if len(arguments) == 3:
        require(re.fullmatch("[0-9a-f]{64}", arguments[1]), "a snapshot has an id of 64 digits")
        restore(repository, dict(repository.snapshots())[arguments[1]], arguments[2])
        return
    for id, manifest in repository.snapshots():
        entries = [describe(repository, *found) for found in repository.walk(repository.root(manifest))]
        print(json.dumps({"id": id, "manifest": manifest, "entries": entries}))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Fault as fault:
        sys.exit(f"read_repository.py: {fault}")
