#!/usr/bin/env python3
"""Kiểm tra sổ công khai của Ý Dân – checks the public ledger of Ý Dân.

Một tệp, chỉ cần Python 3.9 trở lên, không cài thêm gì; phép ký Ed25519 viết theo đúng RFC 8032.
One file, Python 3.9 or newer, nothing to install; Ed25519 by RFC 8032's own arithmetic.

    python verify_ledger.py https://ydan.example.vn                     cả sổ / the whole ledger
    python verify_ledger.py https://ydan.example.vn --number K7M4-…     một phiếu / one response
    python verify_ledger.py https://ydan.example.vn --between 100 250   hai mốc / two checkpoints
    python verify_ledger.py FOLDER --opening opening.jsonl --key VKEY   bản sao và tệp mở của người kiểm tra

Kết thúc bằng mã 0 chỉ khi mọi thứ đều khớp; mỗi mục sai được nêu tên.
Exits 0 only if all holds; every leaf that does not is named.
"""

import argparse
import base64
import hashlib
import hmac
import json
import sys
import urllib.parse
import urllib.request
from pathlib import Path

# --- Ed25519, RFC 8032 section 5.1 -------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar, point):
    found = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point = _add(point, point)
        scalar >>= 1
    return found


def _is_same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _x_of(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * SQRT_M1 % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


_Y = 4 * pow(5, P - 2, P) % P
_X = _x_of(_Y, 0)
BASE = (_X, _Y, 1, _X * _Y % P)


def _compressed(p):
    inverse = pow(p[2], P - 2, P)
    x, y = p[0] * inverse % P, p[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _point(raw):
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _hash_scalar(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def _expanded(secret):
    digest = hashlib.sha512(secret).digest()
    scalar = int.from_bytes(digest[:32], "little")
    return scalar & (1 << 254) - 8 | 1 << 254, digest[32:]


def public_key(secret):
    return _compressed(_times(_expanded(secret)[0], BASE))


def sign(secret, message):
    scalar, prefix = _expanded(secret)
    public = _compressed(_times(scalar, BASE))
    r = _hash_scalar(prefix, message)
    start = _compressed(_times(r, BASE))
    s = (r + _hash_scalar(start, public, message) * scalar) % ORDER
    return start + s.to_bytes(32, "little")


def is_signature(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    key, start = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or start is None or s >= ORDER:
        return False
    challenge = _hash_scalar(signature[:32], public, message)
    return _is_same(_times(s, BASE), _add(start, _times(challenge, key)))


# --- the tree, RFC 9162 section 2.1 ------------------------------------------------------------


def hash_leaf(data):
    return hashlib.sha256(b"\x00" + data).digest()


def hash_node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The root of a tree whose leaves come one by one; holds one hash a level."""

    def __init__(self):
        self.size, self.parts = 0, []

    def add(self, leaf):
        found, count = leaf, self.size
        while count & 1:
            found = hash_node(self.parts.pop(), found)
            count >>= 1
        self.parts.append(found)
        self.size += 1

    def root(self):
        if not self.parts:
            return hashlib.sha256(b"").digest()
        found = self.parts[-1]
        for one in reversed(self.parts[:-1]):
            found = hash_node(one, found)
        return found


def root_from_inclusion(index, size, leaf, path):
    """The root an inclusion proof leads to, or None if the proof has not the right length."""
    if not 0 <= index < size or any(len(one) != 32 for one in (leaf, *path)):
        return None

    def climb(index, size, path):
        if size == 1:
            return leaf if not path else None
        if not path:
            return None
        half = 1 << (size - 1).bit_length() - 1
        if index < half:
            found = climb(index, half, path[:-1])
            return found and hash_node(found, path[-1])
        found = climb(index - half, size - half, path[:-1])
        return found and hash_node(path[-1], found)

    return climb(index, size, list(path))


def roots_from_consistency(first, second, first_root, path):
    """(old root, new root) a consistency proof leads to, or None if it has not the right length."""
    if not 0 < first <= second or any(len(one) != 32 for one in (first_root, *path)):
        return None

    def climb(first, second, path, is_whole):
        if first == second:
            if is_whole:
                return (first_root, first_root) if not path else None
            return (path[0], path[0]) if len(path) == 1 else None
        if not path:
            return None
        half = 1 << (second - 1).bit_length() - 1
        last = path[-1]
        if first <= half:
            found = climb(first, half, path[:-1], is_whole)
            return found and (found[0], hash_node(found[1], last))
        found = climb(first - half, second - half, path[:-1], False)
        return found and (hash_node(last, found[0]), hash_node(last, found[1]))

    return climb(first, second, list(path), True)


def is_consistent(first, second, first_root, second_root, path):
    return roots_from_consistency(first, second, first_root, path) == (first_root, second_root)


# --- signed notes (C2SP) ------------------------------------------------------------------------


class Broken(Exception):
    """Something does not hold; the message names it."""


class Key:
    def __init__(self, text):
        name, key_id, material = text.strip().split("+", 2)
        raw = base64.b64decode(material)
        self.name, self.kind, self.public = name, raw[0], raw[1:]
        told = name.encode() + b"\n" + raw
        self.id = hashlib.sha256(told).digest()[:4]
        if self.id.hex() != key_id or len(self.public) != 32:
            raise Broken(f"khóa không đúng kiểu / not a key: {text}")


class Checkpoint:
    """A note of the log; raises Broken unless `key` signed it."""

    def __init__(self, note, key):
        body, _, signatures = note.partition("\n\n")
        self.note, self.body, lines = note, body + "\n", body.split("\n")
        try:
            self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2])
            self.time = next((one[5:] for one in lines[3:] if one.startswith("time ")), "")
            signature = signature_of(signatures, key)
        except (IndexError, ValueError) as error:
            raise Broken(f"mốc viết sai kiểu / malformed checkpoint: {body!r}") from error
        if signature is None or not is_signature(key.public, self.body.encode(), signature):
            raise Broken(f"mốc {lines[1]}: chữ ký sai / wrong signature")


def signature_of(lines, key):
    for line in lines.split("\n"):
        parts = line.split(" ")
        if len(parts) == 3 and parts[0] == "—" and parts[1] == key.name:
            raw = base64.b64decode(parts[2])
            if raw[:4] == key.id:
                return raw[4:]
    return None


# --- where a ledger is read from ----------------------------------------------------------------


class Url:
    """The public pages of an installation."""

    def __init__(self, address):
        self.address = address.rstrip("/")

    def get(self, path, **arguments):
        query = "?" + urllib.parse.urlencode(arguments) if arguments else ""
        with urllib.request.urlopen(self.address + path + query, timeout=60) as answer:
            return answer.read().decode()

    def json(self, path, **arguments):
        return json.loads(self.get("/api/v1/ledger" + path, **arguments))

    def key(self):
        return self.json("/keys")["log"]

    def newest(self):
        return self.get("/so-cong-khai/moc/moi-nhat")

    def notes(self):
        page, pages = 1, 1
        while page <= pages:
            found = self.json("/checkpoints", page=page, per_page=500)
            yield from (one["note"] for one in found["items"])
            page, pages = page + 1, found["page_count"]

    def leaves(self):
        start = 0
        while True:
            found = self.json("/leaves", start=start, count=5000)["leaves"]
            yield from (as_bytes(one) for one in found)
            start += len(found)
            if not found:
                return


class Folder:
    """The second copy of an installation."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def key(self):
        return (self.folder / "key.txt").read_text(encoding="utf-8")

    def notes(self):
        path = self.folder / "checkpoints.jsonl"
        return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]

    def leaves(self):
        for path in sorted((self.folder / "leaves").glob("[0-9]*.jsonl")):
            with path.open("rb") as handle:
                yield from (line.rstrip(b"\n") for line in handle)


def canonical(record):
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def as_bytes(leaf):
    return canonical({name: leaf[name] for name in ("commitment", "number", "type", "v")})


# --- what is checked ----------------------------------------------------------------------------

HIDDEN = ("response", "supersede", "comment")


class Openings:
    """The auditor's file: number hash → commitment the stored record leads to."""

    def __init__(self, lines):
        self.commitments, self.waiting, self.faults = {}, 0, []
        for line in lines:
            if not line.strip():
                continue
            one = json.loads(line)
            found = hmac.new(bytes.fromhex(one["key"]), canonical(one["record"]), "sha256").digest()
            if one.get("waiting"):
                self.waiting += 1
            elif not one["number"]:
                told = f"bản ghi không có mã phiếu / a record without a number: {one['record']}"
                self.faults.append(told)
            else:
                self.commitments[bytes.fromhex(one["number"])] = found

    def check(self, index, leaf):
        number = bytes.fromhex(leaf["number"])
        name = f"mục {index + 1} (số {leaf['number'][:16]}…)"
        if leaf["type"] not in HIDDEN:
            return
        found = self.commitments.pop(number, None)
        if found is None:
            self.faults.append(f"{name}: không còn bản ghi / its record is gone")
        elif found.hex() != leaf["commitment"]:
            self.faults.append(f"{name}: bản ghi đã bị sửa / its record was altered")

    def end(self):
        for number in self.commitments:
            told = f"bản ghi {number.hex()[:16]}… không có trong sổ / a record without a leaf"
            self.faults.append(told)
        return self.faults


def read_notes(source, key, faults):
    """Every checkpoint by size; wrong signatures, sizes and times become faults."""
    found: list = []
    for note in source.notes():
        try:
            one = Checkpoint(note, key)
        except Broken as broken:
            faults.append(str(broken))
            continue
        last = found[-1] if found else None
        if last and (one.size <= last.size or one.time < last.time or one.origin != last.origin):
            faults.append(f"mốc {one.size}: không đi sau mốc {last.size} / out of order")
        found.append(one)
    return found


def check_everything(source, key, openings=None, told=None):
    """(faults, number of leaves, number of checkpoints). `told(index, leaf)` hears of every leaf."""
    faults: list = []
    checkpoints = read_notes(source, key, faults)
    by_size = {one.size: one for one in checkpoints}
    last = max(by_size, default=0)
    tree, good = Tree(), 0
    for index, data in enumerate(source.leaves()):
        if index >= last:
            break
        tree.add(hash_leaf(data))
        leaf = json.loads(data)
        if told:
            told(index, leaf)
        if openings:
            openings.check(index, leaf)
        at = by_size.get(tree.size)
        if at and at.root != tree.root():
            span = f"{good + 1}–{tree.size}"
            faults.append(
                f"mốc {at.size}: mục {span} không khớp / leaves differ from the signed root"
            )
        elif at:
            good = tree.size
    if tree.size < last:
        faults.append(f"thiếu mục {tree.size + 1}–{last} / leaves are missing")
    return faults + (openings.end() if openings else []), tree.size, len(checkpoints)


def number_hash(number):
    """SHA-256 of the number as it is stored: capitals and digits without dashes."""
    return hashlib.sha256("".join(one for one in number.upper() if one.isalnum()).encode()).digest()


def check_number(source, key, number):
    """Index and checkpoint of a response, by its inclusion proof; raises Broken."""
    wanted = number_hash(number).hex()
    found = source.json(f"/inclusion/{wanted}")
    checkpoint = Checkpoint(found["checkpoint"], key)
    if found["leaf"]["number"] != wanted:
        raise Broken("máy chủ đưa mục của phiếu khác / the leaf is another number's")
    path = [base64.b64decode(one) for one in found["path"]]
    leaf = hash_leaf(as_bytes(found["leaf"]))
    if root_from_inclusion(found["index"], checkpoint.size, leaf, path) != checkpoint.root:
        raise Broken(f"mục {found['index'] + 1}: bằng chứng sai / the proof does not hold")
    return found["index"], checkpoint


def check_between(source, key, first, second):
    """Two checkpoints, the first the beginning of the second; raises Broken."""
    older, newer = (Checkpoint(source.get(f"/so-cong-khai/moc/{n}"), key) for n in (first, second))
    path = source.json("/consistency", first=first, second=second)["path"]
    path = [base64.b64decode(one) for one in path]
    if not is_consistent(first, second, older.root, newer.root, path):
        raise Broken(f"mốc {second} không nối tiếp mốc {first} / not consistent")


def _whole(source, key, arguments):
    openings = None
    if arguments.opening:
        with open(arguments.opening, encoding="utf-8") as handle:
            openings = Openings(handle)
    faults, leaves, checkpoints = check_everything(source, key, openings)
    for one in faults:
        print(f"LỖI  {one}")
    waiting = f", {openings.waiting} bản ghi chờ vào sổ / waiting" if openings else ""
    print(f"{leaves} mục / leaves, {checkpoints} mốc / checkpoints{waiting}")
    return not faults


def main(words=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", metavar="URL|FOLDER")
    parser.add_argument("--key", help="khóa công khai của sổ, lấy từ nơi khác / the log's key")
    parser.add_argument("--number", help="mã phiếu / a response number")
    parser.add_argument("--between", nargs=2, type=int, metavar=("A", "B"))
    parser.add_argument("--opening", help="tệp mở của người kiểm tra / the auditor's file")
    arguments = parser.parse_args(words)
    is_url = arguments.source.startswith(("http://", "https://"))
    source = Url(arguments.source) if is_url else Folder(arguments.source)
    try:
        key = Key(arguments.key or source.key())
        if arguments.number and is_url:
            index, checkpoint = check_number(source, key, arguments.number)
            print(f"số {index + 1} trên {checkpoint.size}, mốc {checkpoint.time}")
            holds = True
        elif arguments.between and is_url:
            check_between(source, key, *arguments.between)
            holds = True
        else:
            holds = _whole(source, key, arguments)
    except (Broken, OSError, ValueError, KeyError) as error:
        print(f"LỖI  {error}")
        holds = False
    print("ĐẠT / everything holds" if holds else "KHÔNG ĐẠT / something does not hold")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
