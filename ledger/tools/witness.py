#!/usr/bin/env python3
"""Làm chứng cho sổ công khai của Ý Dân – a witness of the public ledger of Ý Dân.

Để cạnh verify_ledger.py rồi chạy, ví dụ mỗi 10 phút / put it beside verify_ledger.py and run it:

    python witness.py https://ydan.example.vn --name mttq.example.vn --every 600

Lần đầu: tạo khóa riêng trong --folder, in khóa công khai để gửi Sở Nội vụ đăng ký, nhớ khóa của sổ.
Mỗi lần sau: lấy mốc mới nhất, kiểm tra nó nối tiếp mốc đã lưu, lưu lại, ký làm chứng, gửi chữ ký về.
Sổ rẽ nhánh hoặc lùi lại: không ký, giữ cả hai mốc làm bằng chứng, kết thúc bằng mã 2.
First run: makes a key in --folder, prints the public one to be registered, remembers the log's key.
Every run: stores the newest checkpoint if it continues the stored one, cosigns it, sends that back.
A ledger that forks or goes back is not signed; both notes are kept as evidence; exit code 2.
"""

import argparse
import base64
import hashlib
import json
import os
import sys
import time
import urllib.request
from pathlib import Path

from verify_ledger import (
    Broken,
    Checkpoint,
    Key,
    Keys,
    Url,
    check_leaf,
    is_consistent,
    public_key,
    sign,
)

COSIGNATURE = b"\x04"


class Forked(Exception):
    """The log showed two histories; the message says which."""


class Witness:
    def __init__(self, folder, name):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.secret = self._secret()
        self.public = public_key(self.secret)
        told = name.encode() + b"\n" + COSIGNATURE + self.public
        self.key_id = hashlib.sha256(told).digest()[:4]

    def _secret(self):
        path = self.folder / "witness.key"
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(os.urandom(32).hex())
        return bytes.fromhex(path.read_text())

    @property
    def vkey(self):
        material = base64.b64encode(COSIGNATURE + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{material}"

    def log_key(self, told):
        """The log's key: the one told now, else the remembered one, else what the log says (once)."""
        path = self.folder / "log.key"
        if not path.exists():
            path.write_text(told())
        return Key(path.read_text())

    def follow(self, log, note, key):
        """The checkpoint of a note, and the key that signed it where the remembered one handed over."""
        try:
            return Checkpoint(note, key), key
        except Broken:
            keys = Keys(key, log.records(type="key-changed"))
            new = Checkpoint(note, keys)
        for committed, _, _ in keys.changes:
            _, _, leaf = check_leaf(log, keys, committed.hex())
            if (leaf["type"], leaf["commitment"]) != ("key-changed", committed.hex()):
                raise Broken("việc đổi khóa không có trong sổ / the handover is not in the ledger")
        return new, keys.all[new.key_id]

    def remember(self, key):
        fresh = self.folder / "log.key.new"
        fresh.write_text(key.text)
        os.replace(fresh, self.folder / "log.key")

    def last(self, key):
        path = self.folder / "last.note"
        return Checkpoint(path.read_text(encoding="utf-8"), key) if path.exists() else None

    def keep(self, checkpoint):
        """The whole history a line each, and the newest apart, replaced in one step."""
        with (self.folder / "history.jsonl").open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(checkpoint.note, ensure_ascii=False) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        fresh = self.folder / "last.new"
        fresh.write_text(checkpoint.note, encoding="utf-8")
        os.replace(fresh, self.folder / "last.note")

    def cosign(self, checkpoint, at):
        message = f"cosignature/v1\ntime {at}\n{checkpoint.body}".encode()
        raw = self.key_id + at.to_bytes(8, "big") + sign(self.secret, message)
        return f"— {self.name} {base64.b64encode(raw).decode()}\n"


def continues(log, old, new):
    """Raises Forked unless the new checkpoint continues the old one."""
    if new.origin != old.origin or new.size < old.size:
        raise Forked(f"từ mốc {old.size} lùi về {new.size} / went back")
    if new.size == old.size:
        if new.root != old.root:
            raise Forked(f"hai mốc {old.size} khác nhau / two different checkpoints")
        return
    path = log.json("/consistency", first=old.size, second=new.size)["path"]
    path = [base64.b64decode(one) for one in path]
    if not is_consistent(old.size, new.size, old.root, new.root, path):
        raise Forked(f"mốc {new.size} không nối tiếp mốc {old.size} / does not continue")


def send(log, size, line):
    body = json.dumps({"size": size, "line": line}).encode()
    headers = {"Content-Type": "application/json"}
    address = f"{log.address}/api/v1/ledger/cosignatures"
    with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60):
        pass


def look(witness, log, told_key):
    """One round: what was seen, in a sentence."""
    key = witness.log_key(told_key or log.key)
    try:
        new, signer = witness.follow(log, log.newest(), key)
        old = witness.last(key)
        if old:
            continues(log, old, new)
    except (Broken, Forked) as broken:
        (witness.folder / f"evidence-{int(time.time())}.txt").write_text(
            f"{broken}\n\n{getattr(witness.last(key), 'note', '')}\n----\n{log.newest()}",
            encoding="utf-8",
        )
        raise Forked(str(broken)) from broken
    if old is None or new.size > old.size:
        witness.keep(new)
    if signer is not key:
        witness.remember(signer)
    send(log, new.size, witness.cosign(new, int(time.time())))
    return f"mốc {new.size} khớp, đã ký làm chứng / checkpoint {new.size} holds, cosigned"


def main(words=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("--name", default="witness.example.vn", help="tên miền của ông/bà")
    parser.add_argument("--folder", default="ydan-witness")
    parser.add_argument("--key", help="khóa của sổ, lấy từ nơi khác / the log's key")
    parser.add_argument("--every", type=int, default=0, help="giây / seconds; 0: một lần / once")
    arguments = parser.parse_args(words)
    witness, log = Witness(arguments.folder, arguments.name), Url(arguments.url)
    print(f"khóa công khai để đăng ký / public key to register: {witness.vkey}")
    while True:
        try:
            print(look(witness, log, (lambda: arguments.key) if arguments.key else None))
        except Forked as forked:
            print(f"KHÔNG KÝ / refused: {forked}")
            return 2
        except OSError as error:
            print(f"chưa xong, sẽ thử lại / not done, will be tried again: {error}")
            if not arguments.every:
                return 1
        if not arguments.every:
            return 0
        time.sleep(arguments.every)


if __name__ == "__main__":
    sys.exit(main())
