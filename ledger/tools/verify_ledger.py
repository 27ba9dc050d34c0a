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
import functools
import hashlib
import hmac
import json
import math
import shutil
import sys
import tempfile
import urllib.parse
import urllib.request
import weakref
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
        self.text = text.strip()
        name, key_id, material = self.text.split("+", 2)
        raw = base64.b64decode(material)
        self.name, self.kind, self.public = name, raw[0], raw[1:]
        told = name.encode() + b"\n" + raw
        self.id = hashlib.sha256(told).digest()[:4]
        if self.id.hex() != key_id or len(self.public) != 32:
            raise Broken(f"khóa không đúng kiểu / not a key: {text}")


class Keys:
    """The log's keys one after the other: each hands over to the next in a public record that it signs.

    From the `trusted` one on, and with `is_whole` (for who reads the whole log) those before it as well.
    """

    def __init__(self, trusted, texts, is_whole=False):
        self.trusted, self.all, self.changes = trusted, {trusted.id: trusted}, []
        links = [one for text in texts if '"key-changed"' in text and (one := read_handover(text))]
        for _ in links:
            for _committed, old, new in links:
                if old.id in self.all:
                    self.all[new.id] = new
                elif is_whole and new.id in self.all:
                    self.all[old.id] = old
        self.changes = [one for one in links if one[1].id in self.all and one[2].id in self.all]

    def faults(self, checkpoints, seen):
        """Checkpoints signed by a key that was not in force. `seen`: commitment → place of its leaf."""
        placed = [(seen[one], old.id, new.id) for one, old, new in self.changes if one in seen]
        placed.sort(key=lambda one: one[0])
        expected = placed[0][1] if placed else self.trusted.id
        for one in checkpoints:
            if one.key_id != expected:
                yield f"mốc {one.size}: khóa không có hiệu lực / signed by a key not in force"
            while placed and placed[0][0] < one.size:
                expected = placed.pop(0)[2]


def read_handover(text):
    """(commitment, old key, new key) of a record that the old key signed; None of any other text."""
    record = read_record(text)
    try:
        old, new = Key(record["old_key"]), Key(record["new_key"])
        signature = base64.b64decode(record["signature"])
    except (KeyError, ValueError, Broken):
        return None
    told = f"ydan key-changed\n{record['old_key']}\n{record['new_key']}\n"
    is_signed = old.name == new.name and is_signature(old.public, told.encode(), signature)
    return (hashlib.sha256(text.encode()).digest(), old, new) if is_signed else None


class Checkpoint:
    """A note of the log; raises Broken unless `key` (or one of several Keys) signed it."""

    def __init__(self, note, key):
        body, _, signatures = note.partition("\n\n")
        self.note, self.body, lines = note, body + "\n", body.split("\n")
        try:
            self.origin, self.size, self.root = lines[0], int(lines[1]), base64.b64decode(lines[2])
            self.time = next((one[5:] for one in lines[3:] if one.startswith("time ")), "")
            told = [(one, signature_of(signatures, one)) for one in keys_of(key)]
        except (IndexError, ValueError) as error:
            raise Broken(f"mốc viết sai kiểu / malformed checkpoint: {body!r}") from error
        signers = [
            one for one, raw in told if raw and is_signature(one.public, self.body.encode(), raw)
        ]
        if not signers:
            raise Broken(f"mốc {lines[1]}: chữ ký sai / wrong signature")
        self.key_id = signers[-1].id


def keys_of(key):
    return list(key.all.values()) if isinstance(key, Keys) else [key]


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

    tells_unsigned = False

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

    def records(self, **only):
        page, pages = 1, 1
        while page <= pages:
            found = self.json("/records", page=page, per_page=500, **only)
            yield from (one["text"] for one in found["items"])
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

    tells_unsigned = False

    def __init__(self, folder):
        self.folder = Path(folder)

    def key(self):
        return (self.folder / "key.txt").read_text(encoding="utf-8")

    def notes(self):
        path = self.folder / "checkpoints.jsonl"
        return [json.loads(one) for one in path.read_text(encoding="utf-8").splitlines()]

    def records(self, **_only):
        path = self.folder / "records.jsonl"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def leaves(self):
        for path in sorted((self.folder / "leaves").glob("[0-9]*.jsonl")):
            with path.open("rb") as handle:
                yield from (line.rstrip(b"\n") for line in handle)


def canonical(record):
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def as_bytes(leaf):
    return canonical({name: leaf[name] for name in ("commitment", "number", "type", "v")})


# --- what is checked ----------------------------------------------------------------------------

HIDDEN = ("response", "supersede", "class", "code-classes", "dossiers", "words", "comment")
WAITING = sys.maxsize  # stands for the place of a leaf that has none yet


def name_of(index):
    return "mục chờ vào sổ" if index == WAITING else f"mục {index + 1}"


def read_record(text):
    """A public record; empty where the text is none."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


class Records:
    """The public records: each leaf of a public type is the SHA-256 of one of them, word for word."""

    def __init__(self, texts):
        self.texts, self.faults, self.seen = {}, [], {}
        for text in texts:
            self.texts[hashlib.sha256(text.encode()).digest()] = text

    def check(self, index, leaf):
        if leaf["type"] in HIDDEN:
            return
        committed = bytes.fromhex(leaf["commitment"])
        name = f"{name_of(index)} ({leaf['type']})"
        text = self.texts.get(committed)
        if text is None:
            told = f"{name}: không có văn bản công khai / its public record is missing"
            self.faults.append(told)
            return
        record = read_record(text)
        if record.get("event") != leaf["type"] or canonical(record) != text.encode():
            self.faults.append(f"{name}: văn bản khác loại / record of another kind")
        self.seen[committed] = index

    def named(self):
        """(index of the leaf, commitment, record) of all that are in the ledger."""
        for committed, index in self.seen.items():
            yield index, committed.hex(), read_record(self.texts[committed])

    def end(self, last_time):
        """A record without a leaf may wait for the next checkpoint, but not since before the last's day."""
        for committed in self.texts.keys() - self.seen.keys():
            record = read_record(self.texts[committed])
            if str(record.get("day", "")) < last_time[:10]:
                told = f"{committed.hex()[:16]}… ({record.get('event')})"
                self.faults.append(f"văn bản {told}: không có trong sổ / a record without a leaf")
        return self.faults


class Buckets:
    """Lines spread over files by the first byte of their number: sorted as far as memory needs it."""

    COUNT, HELD = 256, 500

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.held: list = [[] for _ in range(self.COUNT)]

    def path(self, at):
        return Path(self.folder) / f"{at:02x}"

    def add(self, number, *rest):
        at = int(number[:2], 16)
        self.held[at].append(json.dumps([number, *rest], ensure_ascii=False))
        if len(self.held[at]) >= self.HELD:
            self.flush(at)

    def flush(self, at):
        if self.held[at]:
            with self.path(at).open("a", encoding="utf-8") as handle:
                handle.write("\n".join(self.held[at]) + "\n")
            self.held[at] = []

    def read(self, at):
        self.flush(at)
        if self.path(at).exists():
            with self.path(at).open(encoding="utf-8") as handle:
                yield from map(json.loads, handle)


ELSEWHERE = "tệp mở ghi chỗ khác / the opening file tells another place"


class Openings:
    """The auditor's file against the leaves, a 256th of it in memory at a time."""

    def __init__(self, lines):
        self.waiting, self.destroyed, self.faults = 0, 0, []
        self.snapshots, self.acts, self.places = [], [], {}
        self.opened, self.leaves, self.good = Buckets(), Buckets(), Buckets()
        for line in lines:
            if line.strip():
                self.take(json.loads(line))

    def take(self, one):
        if one["type"] == "snapshot":
            self.snapshots.append(one)
        elif one["type"] == "left-out":
            self.acts.append(one)
        elif one["type"] == "place":
            self.places[bytes.fromhex(one["record"])] = one["at"]
        elif one["type"] == "agencies":
            pass  # whose codes public records name; recompute.py holds them against the tables
        elif one.get("waiting"):
            self.waiting += 1
        elif not one["number"]:
            told = f"bản ghi không có mã phiếu / a record without a number: {one['record']}"
            self.faults.append(told)
        elif one.get("destroyed"):
            self.destroyed += 1
            self.opened.add(one["number"], [], one["type"], None)
        else:
            rest = (one["type"], one["record"], one.get("at"))
            self.opened.add(one["number"], commitments_of(one), *rest)

    def check(self, index, leaf):
        if leaf["type"] in HIDDEN:
            self.leaves.add(leaf["number"], leaf["commitment"], leaf["type"], index)

    def end(self, *told):
        """Compares; then each of `told(index, type, record, commitment)` hears of all that open leaves."""
        found = []
        for at in range(Buckets.COUNT):
            found.extend(self.compare(at))
        self.faults.extend(text for _, text in sorted(found))
        for hear in told:
            for at in range(Buckets.COUNT):
                for _, index, kind, record, commitment in self.good.read(at):
                    hear(index, kind, record, commitment)
        return self.faults

    def compare(self, at):
        """(index of the leaf, what is wrong) of one bucket."""
        opened: dict = {}
        for number, *rest in self.opened.read(at):
            opened.setdefault(number, []).append(rest)
        left = []
        for number, committed, kind, index in self.leaves.read(at):
            given = opened.get(number, [])
            match = next((one for one in given if committed in one[0]), None)
            if match and match[1] == kind:
                given.remove(match)
                if match[3] not in (None, index):
                    yield index, f"{name_of(index)} (số {number[:16]}…): {ELSEWHERE}"
                if index != WAITING:
                    self.good.add(number, index, kind, match[2], committed)
            else:
                left.append((number, kind, index))
        yield from self.not_opened(left, opened)
        for number, rest in opened.items():
            told = f"bản ghi {number[:16]}… không có trong sổ / a record without a leaf"
            yield from ((WAITING, told) for _ in rest)

    def not_opened(self, left, opened):
        """Leaves that no record opens: what they held was destroyed by rule, altered, or is gone."""
        for number, kind, index in left:
            given = opened.get(number, [])
            name = f"{name_of(index)} (số {number[:16]}…)"
            if [[], kind, None] in given:
                given.remove([[], kind, None])
            elif given:
                given.pop()
                yield index, f"{name}: bản ghi đã bị sửa / its record was altered"
            else:
                yield index, f"{name}: không còn bản ghi / its record is gone"


def commitments_of(one):
    """What a record leads to: with what newer leaves commit to besides, and without."""
    key, record = bytes.fromhex(one["key"]), one["record"]
    forms = [{**record, **one["more"]}, record] if "more" in one else [record]
    return [hmac.new(key, canonical(form), "sha256").hexdigest() for form in forms]


TOLERANCE = 1e-9

# --- the interval of Korn and Graubard, from p, V, n and df --------------------------------------


def beta_share(a, b, x):
    """The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(b, a, 1 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front += a * math.log(x) + b * math.log1p(-x)
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, 500):
        for top in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            c, d = 1 + top / c, 1 / (1 + top * d)
            found *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return math.exp(front) / a * found


@functools.cache
def t_quantile(df):
    """t with 95 % of Student's distribution between -t and t."""
    low, high = 0.0, 1000.0
    for _ in range(100):
        t = (low + high) / 2
        low, high = (t, high) if beta_share(df / 2, 0.5, df / (df + t * t)) > 0.05 else (low, t)
    return low


def interval_fault(p, variance, n, df, low, high):
    """ "low" or "high" where a limit is not that of Clopper and Pearson on n*; "" if both are."""
    factor = (t_quantile(n - 1) / t_quantile(df)) ** 2
    size = min(n, (p * (1 - p) / variance if 0 < p < 1 and variance else n) * factor)
    x = p * size
    below = beta_share(x, size - x + 1, low) if p > 0 else 0.025
    above = beta_share(x + 1, size - x, high) if p < 1 else 0.975
    if abs(below - 0.025) > 1e-6 or (p <= 0 < low):
        return "low"
    return "high" if abs(above - 0.975) > 1e-6 or (high < 1 <= p) else ""


# --- published figures ----------------------------------------------------------------------------


class Scores:
    """Published figures counted anew from opened records.

    A snapshot's own text is hashed; a public record of type score must name that hash. Then n, the valid
    answers, levels, shares and mean scores of each cell follow from the records that stood among the first
    `tree_size` leaves, were of its months and channels, and were neither replaced nor left out. Intervals
    follow from the p, V, n and df beside them. Left to recompute.py --opening: V and df, weights, the shares
    and mean scores they go into, the province's share, ranks.
    """

    def __init__(self, snapshots, records):
        self.faults, self.counts, self.replaced, self.cells = [], {}, {}, 0
        told = [read_record(text) for text in records.texts.values()]
        told = [one for one in told if one.get("event") == "score" and "snapshot" in one]
        self.published = {(one["snapshot"], one.get("content_hash")) for one in told}
        self.told = {one["snapshot"] for one in told}
        self.known = {one["id"] for one in snapshots}
        self.snapshots = [one for one in snapshots if self.is_signed(one)]
        self.sizes = sorted({one["settings"]["tree_size"] for one in self.snapshots})
        self.layouts = {}
        for one in self.snapshots:
            self.layouts.update(one["settings"]["layout"])
        self.left_out, self.former, self.commitments = {}, {}, {}
        self.resolving = {}
        told = [one for one in self.snapshots if "credit" in one["settings"]]
        self.rated = {one["round"]: one["settings"]["credit"]["rated"] for one in told}

    def is_signed(self, one):
        """Whether its cells are those that were published and can be counted anew."""
        names = ("round", "period", "sample", "method", "settings", "cells")
        found = hashlib.sha256(canonical({name: one[name] for name in names})).hexdigest()
        if (one["id"], found) not in self.published:
            self.fault(one, "khác với bản đã công bố / differs from what was published")
            return False
        return "layout" in one["settings"]

    def fault(self, snapshot, text):
        self.faults.append(f"bảng số liệu / snapshot {snapshot['id']}: {text}")

    def leave_out(self, acts, records):
        """`acts`: which responses each exclude and restore named, held against its public record."""
        public = {name: (index, record) for index, name, record in records.named()}
        for one in acts:
            index, record = public.get(one["record"], (None, {}))
            if index is None:
                continue
            tree = Tree()
            for leaf in (*one["commitments"], one["blind"]):
                tree.add(hash_leaf(bytes.fromhex(leaf)))
            if tree.root().hex() != record.get("root"):
                text = "loại phiếu khác với văn bản công khai / differs from its public record"
                self.faults.append(f"{one['record'][:16]}…: {text}")
                continue
            sign = -1 if record["event"] == "restore" else 1
            for commitment in one["commitments"]:
                self.left_out.setdefault(commitment, []).append((index, sign))

    def note(self, index, kind, record, commitment):
        """Before the responses themselves: which were replaced, and from which leaf on."""
        if kind == "supersede":
            self.replaced[record["round_id"], record["old"]] = index
            self.former[record["round_id"], record["new"]] = record["old"]
        elif kind == "class" and record["resolving"]:
            self.resolving[record["round_id"], record["response"]] = (index, record["resolving"])
        elif kind == "response" and commitment in self.left_out:
            self.commitments[record["round_id"], record["id"]] = commitment

    def since(self, index):
        """Which of the snapshots' sizes is the first to hold the leaf; their number if none does."""
        return next((at for at, size in enumerate(self.sizes) if index < size), len(self.sizes))

    def standing(self, record, commitment, size):
        """None if it was replaced among the first `size` leaves, else whether it was left out there.

        What replaced a response that was left out is left out with it.
        """
        where = (record["round_id"], record["id"])
        if self.replaced.get(where, size) < size:
            return None
        while True:
            acts = [sign for index, sign in self.left_out.get(commitment, ()) if index < size]
            if sum(acts) > 0 or where not in self.former:
                return sum(acts) > 0
            where = (where[0], self.former[where])
            commitment = self.commitments.get(where)

    def take(self, index, kind, record, commitment):
        if kind != "response" or record["source"] == "test":
            return
        layout = self.layouts.get(str(record["questionnaire_version_id"]))
        names = ("round_id", "agency_id", "month", "channel")
        answers, where = bytes.fromhex(record["answers"]), tuple(record[name] for name in names)
        since, resolving = self.resolving.get((record["round_id"], record["id"]), (index, 0))
        rated = self.rated.get(record["round_id"], {})
        for at in range(self.since(index), len(self.sizes)):
            is_left_out = self.standing(record, commitment, self.sizes[at])
            if layout and is_left_out is not None:
                known = resolving if since < self.sizes[at] else 0
                sums = self.counts.setdefault((at, is_left_out, *where, known), {})
                self.count(sums, layout, answers, rated if known else {})

    def count(self, sums, layout, answers, rated):
        """Levels of every item, and how many answered any item at all or of a section, also by side."""
        sums["n"] = sums.get("n", 0) + 1
        levels = {key: answers[at] for key, at in layout["items"].items() if 1 <= answers[at] <= 5}
        for key, level in levels.items():
            sums.setdefault(("item", key), [0] * 5)[level - 1] += 1
        for section, items in [("", list(layout["items"])), *layout["sections"].items()]:
            if any(item in levels for item in items):
                sums[("any", section)] = sums.get(("any", section), 0) + 1
            for side in ("receiving", "resolving"):
                if any(item in levels and rated.get(item) in (side, "both") for item in items):
                    sums[(side, section)] = sums.get((side, section), 0) + 1

    def end(self):
        for gone in sorted(self.told - self.known):
            self.fault({"id": gone}, "không còn bản đã công bố / it was published and is gone")
        for one in self.snapshots:
            parts = self.parts_of(one)
            for cell in one["cells"]:
                self.check(one, dict(zip(one["columns"], cell)), parts)
        return self.faults

    def parts_of(self, one):
        """Of a snapshot: body (None: the province) → {(left out, month, channel): what counts for it}."""
        settings = one["settings"]
        found: dict = {}
        here = self.sizes.index(settings["tree_size"]), one["round"]
        for (at, is_left_out, round_id, agency, *where, known), sums in self.counts.items():
            if (at, round_id) != here:
                continue
            for body in {None, *bodies_of(settings, agency, known)}:
                part = part_for(body, settings, agency, known, sums)
                add_counts(found.setdefault(body, {}).setdefault((is_left_out, *where), {}), part)
        return found

    def sums_of(self, one, cell, parts):
        """All counts that a cell is made of, added up; `credited` of them came from other offices."""
        months, channels = one["settings"]["months"], one["settings"]["channels"]
        if cell["measure"] == "month":
            months = [int(cell["key"])]
        if cell["measure"] == "channel":
            channels = [cell["key"]]
        found: dict = {}
        for (is_left_out, month, channel), sums in parts.get(cell["agency_id"], {}).items():
            is_counted = not is_left_out or cell["measure"] == "left_out"
            if is_counted and month in months and channel in channels:
                add_counts(found, sums)
        return found

    def items_of(self, one, cell):
        layouts = [self.layouts[name] for name in one["settings"]["layout"]]
        if cell["measure"] == "item":
            return [cell["key"]]
        if cell["measure"] == "dimension":
            return list(
                dict.fromkeys(i for each in layouts for i in each["sections"].get(cell["key"], ()))
            )
        return list(dict.fromkeys(item for each in layouts for item in each["items"]))

    def check(self, one, cell, parts):
        """A cell shows what follows, or withholds it; what it shows must be right to the last digit."""
        sums, self.cells = self.sums_of(one, cell, parts), self.cells + 1
        levels = {key: sums.get(("item", key), [0] * 5) for key in self.items_of(one, cell)}
        valid = sums.get(("any", cell["key"] if cell["measure"] == "dimension" else ""), 0)
        if cell["measure"] == "item":
            valid = sum(levels[cell["key"]])
        expected = {"n": sums.get("n", 0), "n_valid": valid}
        if cell.get("resolved_count") is not None:
            expected["resolved_count"] = sums.get("credited", 0)
        if cell["levels"]:
            expected["levels"] = levels[cell["key"]]
        if self.is_plain(one, cell):
            expected.update(self.shares(one, levels))
        self.check_interval(one, cell)
        least = one["settings"]["privacy.min_cell"]["value"]["counts"]
        if 0 < valid < least and not cell["withheld"]:
            self.fault(
                one, f"{self.cell_name(cell)}: dưới {least} phiếu mà không che / should be withheld"
            )
        for name, value in expected.items():
            if cell[name] is not None and not is_near(cell[name], value):
                told = f"{self.cell_name(cell)}, {name}: {cell[name]} ≠ {value}"
                self.fault(one, f"{told} / does not follow from the opened records")

    def check_interval(self, one, cell):
        names = ("share", "variance", "n_valid", "df", "low", "high")
        values = [cell[name] for name in names]
        if any(value is None for value in values) or not cell["df"] > 0 or cell["n_valid"] < 2:
            return
        wrong = interval_fault(*values)
        if wrong:
            told = f"{self.cell_name(cell)}, {wrong}: {cell[wrong]}"
            self.fault(one, f"{told} / is not the limit of its own p, V, n and df")

    def cell_name(self, cell):
        where = cell["agency_id"] or "toàn tỉnh / province"
        return f"{where} {cell['measure']} {cell['key']}".strip()

    def is_plain(self, one, cell):
        """Whether the share is the one of the plain counts, and is shown as it is."""
        is_masked = {"show_as_at_least", "show_as_at_most"} & set(cell["notes"])
        is_beside = cell["measure"] == "channel" and [cell["key"]] != one["settings"]["channels"]
        is_weighted = cell["agency_id"] is None or not (one["sample"] == "open" or is_beside)
        return not (is_masked or is_weighted or cell["withheld"])

    def shares(self, one, levels):
        """Share and mean score by the aggregate in force: the mean of the items, or all answers pooled."""
        chosen = one["settings"]["score.satisfied_levels"]["value"]
        told = [counts for counts in levels.values() if sum(counts)]
        if one["settings"]["score.aggregate"]["value"] == "pooled":
            told = [[sum(column) for column in zip(*told)]] if told else []
        if not told:
            return {}
        p = [sum(counts[level - 1] for level in chosen) / sum(counts) for counts in told]
        mean = [sum(at * n for at, n in enumerate(counts, 1)) / sum(counts) for counts in told]
        return {"share": sum(p) / len(p), "mean_score": sum(mean) / len(mean)}


def bodies_of(settings, agency, resolving):
    """Who may be credited with answers that `agency` received and `resolving` (0: not known) resolved."""
    bodies = settings.get("credit", {}).get("bodies", {})
    office = settings["parents"].get(str(agency), agency)
    return {office, bodies.get(str(resolving), resolving)} if resolving else {office}


def part_for(body, settings, agency, resolving, sums):
    """What counts for a body of answers that `agency` received and `resolving` (0: not known) resolved.

    Each item counts for the office that received, for who resolved, or for both, as `rated` says; the
    province (None) takes every answer once, and so it was for all before there was a `credit`.
    """
    office = settings["parents"].get(str(agency), agency)
    credit = settings.get("credit", {})
    rated = credit.get("rated", {})
    shared = resolving and any(word != "receiving" for word in rated.values())
    other = credit["bodies"].get(str(resolving), resolving) if shared else office
    if body is None or other == office:
        return sums if body in (None, office) else {}
    if body not in (office, other) or (body == other and other in credit["unrated"]):
        return {}
    side = "receiving" if body == office else "resolving"
    kept: dict = {"n": sums["n"]}
    if side == "resolving":
        kept["credited"] = sums["n"]
    for key, value in sums.items():
        if key[0] == "item" and rated.get(key[1]) in (side, "both"):
            kept[key] = value
        elif key[0] == side:
            kept[("any", key[1])] = value
    return kept


def add_counts(found, sums):
    for key, value in sums.items():
        if isinstance(value, list):
            found[key] = [a + b for a, b in zip(value, found.get(key, [0] * 5))]
        else:
            found[key] = found.get(key, 0) + value


def is_near(shown, found):
    if isinstance(found, list):
        return list(shown) == found
    return abs(shown - found) <= TOLERANCE


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


def check_everything(source, key, openings=None, told=None, waiting=()):
    """(faults, number of leaves, number of checkpoints). `told(index, leaf)` hears of every leaf.

    On the host alone, whose source says `tells_unsigned`, leaves that no checkpoint holds yet and those
    that are `waiting` for a place have their records too.
    """
    faults: list = []
    records = Records(source.records())
    keys = Keys(key, records.texts.values(), is_whole=True)
    checkpoints = read_notes(source, keys, faults)
    by_size = {one.size: one for one in checkpoints}
    last = max(by_size, default=0)
    tree, good = Tree(), 0
    for index, data in enumerate(source.leaves()):
        if index >= last and not source.tells_unsigned:
            break
        tree.add(hash_leaf(data or b""))
        if data:  # else it is gone, which the source has named
            hear_leaf(index, json.loads(data), records, openings, told)
        at = by_size.get(tree.size)
        if at and at.root != tree.root():
            span = f"{good + 1}–{tree.size}"
            faults.append(
                f"mốc {at.size}: mục {span} không khớp / leaves differ from the signed root"
            )
        elif at:
            good = tree.size
    for leaf in waiting:
        hear_leaf(WAITING, leaf, records, openings)
    if tree.size < last:
        faults.append(f"thiếu mục {tree.size + 1}–{last} / leaves are missing")
    faults += keys.faults(checkpoints, records.seen)
    faults += records.end(checkpoints[-1].time if checkpoints else "")
    faults += _check_openings(openings, records)
    return faults, min(tree.size, last), len(checkpoints)


def hear_leaf(index, leaf, records, openings, told=None):
    records.check(index, leaf)
    if told:
        told(index, leaf)
    if openings:
        openings.check(index, leaf)


def _check_openings(openings, records):
    if not openings:
        return []
    openings.faults += [
        f"văn bản {committed.hex()[:16]}…: {ELSEWHERE}"
        for committed, at in openings.places.items()
        if records.seen.get(committed) != at
    ]
    scores = Scores(openings.snapshots, records)
    scores.leave_out(openings.acts, records)
    return openings.end(scores.note, scores.take) + scores.end()


def number_hash(number):
    """SHA-256 of the number as it is stored: capitals and digits without dashes."""
    return hashlib.sha256("".join(one for one in number.upper() if one.isalnum()).encode()).digest()


def check_number(source, key, number):
    """Index and checkpoint of a response, by its inclusion proof; raises Broken."""
    index, checkpoint, _ = check_leaf(source, key, number_hash(number).hex())
    return index, checkpoint


def check_leaf(source, key, wanted):
    """(index, checkpoint, leaf) of a number's hash, by its inclusion proof; raises Broken."""
    found = source.json(f"/inclusion/{wanted}")
    checkpoint = Checkpoint(found["checkpoint"], key)
    if found["leaf"]["number"] != wanted:
        raise Broken("máy chủ đưa mục của phiếu khác / the leaf is another number's")
    path = [base64.b64decode(one) for one in found["path"]]
    leaf = hash_leaf(as_bytes(found["leaf"]))
    if root_from_inclusion(found["index"], checkpoint.size, leaf, path) != checkpoint.root:
        raise Broken(f"mục {found['index'] + 1}: bằng chứng sai / the proof does not hold")
    return found["index"], checkpoint, found["leaf"]


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
        chain = Keys(key, source.records(type="key-changed")) if is_url else key
        if arguments.number and is_url:
            index, checkpoint = check_number(source, chain, arguments.number)
            print(f"số {index + 1} trên {checkpoint.size}, mốc {checkpoint.time}")
            holds = True
        elif arguments.between and is_url:
            check_between(source, chain, *arguments.between)
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
