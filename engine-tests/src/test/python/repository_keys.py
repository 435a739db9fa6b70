"""Opens what is sealed in an encrypted repository, by section 14 of docs/FORMAT.md and nothing else.

Needs the package cryptography (python3-cryptography in Debian).
"""

import base64
import hashlib
import hmac
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fault import Fault, require

CIPHERS = {"aes-256-gcm": AESGCM, "chacha20-poly1305": ChaCha20Poly1305}
SHARED = "IWR"
PIECE = 65536
TAG = 16
ZEROS = bytes(12)
MOST_GENERATIONS = 100_000


def derive(secret, salt, label):
    return HKDF(hashes.SHA256(), 32, salt, label.encode("ascii")).derive(secret)


def open_sealed(cipher, nonce, sealed, context, what):
    try:
        return cipher.decrypt(nonce, sealed, context)
    except InvalidTag:
        raise Fault(f"{what} was altered") from None


def open_hpke(private_key, info, sealed, what):
    """RFC 9180: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, the first message."""

    def extract(suite, salt, label, material):
        return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, "sha256")

    def expand(suite, key, label, info, length):
        labelled = struct.pack(">H", length) + b"HPKE-v1" + suite + label + info
        return hmac.digest(key, labelled + b"\x01", "sha256")[:length]

    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    own = X25519PrivateKey.from_private_bytes(private_key)
    public = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    agreed = own.exchange(X25519PublicKey.from_public_bytes(sealed[:32]))
    shared = expand(kem, extract(kem, b"", b"eae_prk", agreed), b"shared_secret", sealed[:32] + public, 32)
    context = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    secret = extract(suite, shared, b"secret", b"")
    key, nonce = expand(suite, secret, b"key", context, 32), expand(suite, secret, b"base_nonce", context, 12)
    return open_sealed(AESGCM(key), nonce, sealed[32:], b"", what)


class Keys:
    """All keys of a repository."""

    def __init__(self, config, config_object, slots, key_file):
        self.cipher = CIPHERS.get(config["encryption"]["cipher"])
        require(self.cipher, "config: unknown cipher")
        self.repository = bytes.fromhex(config["id"].replace("-", ""))
        slots = {id: slot for id, slot in slots.items() if slot["repository"] == config["id"]}
        context = b"coffer key slot" + self.repository + hashlib.sha256(config_object).digest()
        content_secret, generation, master = self.open_slot(slots, context, key_file)
        masters = {generation: master}
        while generation > 0 and f"generation-{generation:08}" in slots:
            id = f"generation-{generation:08}"
            key = derive(master, self.repository, "coffer previous master key")
            wrapped = base64.b64decode(slots[id]["parameters"]["key"])
            master = open_sealed(self.cipher(key), ZEROS, wrapped, id.encode() + self.repository, f"keys/{id}")
            generation -= 1
            masters[generation] = master
        self.content_id_key = derive(content_secret, self.repository, "coffer content id")
        self.shared = self.derive_all(masters, "coffer shared objects")
        self.private = self.derive_all(masters, "coffer private objects")
        self.recipient = self.derive_all(masters, "coffer recipient")

    def derive_all(self, masters, label):
        return {generation: derive(master, self.repository, label) for generation, master in masters.items()}

    def open_slot(self, slots, context, secret):
        found = [(id, slot) for id, slot in slots.items() if slot["kind"] == "key-file"]
        for id, slot in sorted(found, key=lambda each: -int(each[1]["parameters"]["generation"])):
            parameters = slot["parameters"]
            salt = base64.b64decode(parameters["salt"])
            check = derive(secret, salt, "coffer key slot check")[:16]
            if not hmac.compare_digest(check, base64.b64decode(parameters["check"])):
                continue
            told = "\0".join([slot["kind"], slot["created"], slot["label"]]).encode("utf-8")
            key = AESGCM(derive(secret, salt, "coffer key slot"))
            held = open_sealed(key, ZEROS, base64.b64decode(parameters["key"]), context + told, f"keys/{id} or config")
            require(len(held) == 69 and held[0] == 1, f"keys/{id}: it holds something else")
            (generation,) = struct.unpack(">I", held[33:37])
            require(generation <= MOST_GENERATIONS, f"keys/{id}: generation")
            require(generation == int(parameters["generation"]), f"keys/{id}: another generation than it says")
            return held[1:33], generation, held[37:]
        raise Fault("the key file opens none of the key slots")

    def most_stored(self, plain):
        """Padding and sealing: what so many plain bytes become at most."""
        length = plain + 4
        exponent = length.bit_length() - 1
        step = 1 << max(0, exponent - exponent.bit_length())
        padded = -(-length // step) * step
        return padded + TAG * -(-padded // PIECE)

    def content_hash(self, data):
        return hmac.digest(self.content_id_key, data, "sha256")

    def data_key(self, name, purpose, block):
        require(len(block) == 88 and block[0] in (1, 2) and block[1:4] == bytes(3), f"{name}: no key block")
        kind, (generation,) = block[0], struct.unpack(">I", block[4:8])
        require(generation in self.shared, f"{name}: generation {generation} of the master key is not known")
        context = self.repository + purpose.encode() + block[:1] + block[4:8]
        if kind == 2:
            return open_hpke(self.recipient[generation], context, block[8:], f"{name}: its key")
        wrapping = (self.shared if purpose in SHARED else self.private)[generation]
        key = self.cipher(derive(wrapping, block[8:40], "coffer data key"))
        return open_sealed(key, ZEROS, block[40:], context, f"{name}: its key")

    def open(self, name, data_key, position, header, part, object_name, sealed):
        context = self.repository + header + part.encode() + object_name.encode("ascii")
        cipher = self.cipher(data_key)
        pieces = [sealed[at : at + PIECE + TAG] for at in range(0, len(sealed), PIECE + TAG)]
        require(pieces, f"{name}: nothing is sealed there")
        padded = b""
        for number, piece in enumerate(pieces):
            nonce = struct.pack(">III", position, int(number == len(pieces) - 1), number)
            padded += open_sealed(cipher, nonce, piece, context, f"{name}: part {part} at {position}")
        require(len(padded) >= 4, f"{name}: its padding")
        (length,) = struct.unpack(">I", padded[:4])
        require(length <= len(padded) - 4, f"{name}: its padding")
        return padded[4 : 4 + length]

    def open_payload(self, name, data, object_name):
        payload = data[8:-32]
        require(payload[:4] == struct.pack(">I", 88), f"{name}: it has no key block")
        key = self.data_key(name, chr(data[4]), payload[4:92])
        return self.open(name, key, 0, data[:8], "E", object_name, payload[92:])
