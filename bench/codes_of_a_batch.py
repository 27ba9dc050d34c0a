"""The instance of `bench.nine_questions`, and a batch of codes of its office.

`python -m bench.codes_of_a_batch` prints the place's code and writes INSTANCE_DIR/codes.txt, one code a line;
BENCH_CODES says how many.
"""

import os
import secrets
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import insert

from base.clock import today
from base.codes import random_code
from base.db import db
from base.settings import Secrets
from bench.nine_questions import make_instance
from surveys.codes import CODE_LENGTH, hash_code
from surveys.models import BatchState, CodeBatch, Delivery, OneTimeCode

COUNT = int(os.environ.get("BENCH_CODES", "80000"))


def main() -> None:
    app, place = make_instance()
    with app.app_context():
        codes = _make_codes(place.agency_id, place.round_id, _secrets(app))
    file = Path(os.environ["INSTANCE_DIR"]) / "codes.txt"
    file.write_text("\n".join(codes), encoding="utf-8")
    print(place.code)


def _secrets(app: Flask) -> Secrets:
    found: Secrets = app.extensions["settings"].secrets
    return found


def _make_codes(agency_id: int, round_id: int, keys: Secrets) -> list[str]:
    batch = CodeBatch(
        round_id=round_id,
        agency_id=agency_id,
        issue_day=today(),
        expires_on=today() + timedelta(days=30),
        delivery=Delivery.SLIP,
        code_count=COUNT,
        root=secrets.token_bytes(32),
        commitment=secrets.token_bytes(32),
        state=BatchState.READY,
    )
    db.session.add(batch)
    db.session.flush()
    codes = [random_code(CODE_LENGTH) for _ in range(COUNT)]
    more = {"batch_id": batch.id, "is_handed": True, "field_key": "", "filing_mode": ""}
    db.session.execute(
        insert(OneTimeCode), [{"code_hash": hash_code(code, keys), **more} for code in codes]
    )
    db.session.commit()
    return codes


if __name__ == "__main__":
    main()
