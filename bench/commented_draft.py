"""A new instance with a draft of 60 articles and 10,000 comments, and one of ten paragraphs.

`python -m bench.commented_draft FILE` prints the paths of both and writes the long draft's bare text as
HTML into FILE; INSTANCE_DIR and DATABASE_URL as usual. Words come from the handbook, so they compress as
Vietnamese does.
"""

import hashlib
import os
import sys
from datetime import UTC, date, datetime, timedelta
from html import escape
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import insert

from base.clock import now
from base.db import db
from base.paths import PROJECT_DIR
from base.settings import make_secrets
from base.words import fold
from feedback.models import Comment, CommentGroup, CommentStanding, CommentText, Provision, Stance
from feedback.queries.provisions import list_provisions
from portal.factory import create_app
from tests.factories import make_agency, make_comment_round, make_draft, make_draft_version

ARTICLES, COMMENTS, GROUPS = 60, 10_000, 40
DRAW = Random(60)
_WORDS = [
    word
    for path in sorted((PROJECT_DIR / "docs" / "handbook").glob("*.md"))
    for word in path.read_text("utf-8").split()
    if word.isalpha()
]


def words(size: int) -> str:
    return " ".join(DRAW.choices(_WORDS, k=size)).capitalize()


def node(kind: str, number: str, title: str, text: str, *children: Any) -> dict[str, Any]:
    parts = {"type": kind, "number": number, "title": title, "text": text}
    return {**parts, "children": list(children)}


def long_tree() -> dict[str, Any]:
    """Six chapters of ten articles; each has three clauses of 40 words, the second with three points."""
    numbers = count(1)
    chapters = [
        node(
            "chuong", f"Chương {roman}", words(5).upper(), "", *[_article(n) for n in _ten(numbers)]
        )
        for roman in ("I", "II", "III", "IV", "V", "VI")
    ]
    return node("document", "", "", "", *chapters)


def _ten(numbers: Any) -> list[int]:
    return [next(numbers) for _ in range(ARTICLES // 6)]


def _article(number: int) -> dict[str, Any]:
    points = [node("diem", f"{letter})", "", words(20) + ";") for letter in "abc"]
    clauses = [
        node("khoan", f"{at}.", "", words(40) + ".", *(points if at == 2 else []))
        for at in (1, 2, 3)
    ]
    return node("dieu", f"Điều {number}.", words(7), "", *clauses)


def short_tree() -> dict[str, Any]:
    return node("document", "", "", "", *[node("paragraph", "", "", words(45) + ".")] * 10)


def bare_page(provisions: list[Provision]) -> str:
    """The same text, and nothing else."""
    lines = [
        escape(" ".join(part for part in (one.number, one.title, one.text) if part))
        for one in provisions
    ]
    head = '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Dự thảo</title>'
    view = '<meta name="viewport" content="width=device-width,initial-scale=1">'
    return head + view + "".join(f"<p>{line}</p>" for line in lines)


def write_comments(comment_round: Any, provisions: list[Provision]) -> None:
    """Half of them in groups of about 125."""
    groups = [CommentGroup(round_id=comment_round.id, size=125) for _ in range(GROUPS)]
    db.session.add_all(groups)
    db.session.flush()
    stances = [str(one) for one in Stance]
    rows, texts, standings = [], [], []
    for number in range(COMMENTS):
        about, text = DRAW.choice(provisions), words(25)
        own = {"id": DRAW.getrandbits(63), "round_id": comment_round.id}
        day = date(2026, 11, 1) + timedelta(days=number % 20)
        rows.append(
            {**own, "version_id": about.version_id, "provision_id": about.id, "received_on": day}
            | {"stance": DRAW.choice(stances)}
        )
        mark = hashlib.sha256(text.encode()).digest()
        texts.append(
            {"comment_id": own["id"], "text": text, "search_text": fold(text), "fingerprint": mark}
        )
        group_id = DRAW.choice(groups).id if number % 2 else None
        standings.append(
            {"comment_id": own["id"], "round_id": comment_round.id, "group_id": group_id}
        )
    for table, values in ((Comment, rows), (CommentText, texts), (CommentStanding, standings)):
        db.session.execute(insert(table), values)


def make_round(agency: Any, tree: dict[str, Any], slug: str) -> tuple[Any, list[Provision]]:
    year = datetime(now().year, 1, 1, tzinfo=UTC)
    version = make_draft_version(make_draft(agency), tree=tree)
    comment_round = make_comment_round(
        version, slug=slug, opens_at=year, closes_at=year + timedelta(days=600)
    )
    return comment_round, list(list_provisions(version.id))


def main(bare_file: str) -> None:
    make_secrets(Path(os.environ["INSTANCE_DIR"]))
    with create_app().app_context():
        upgrade()
        agency = make_agency("UBND xã Hợp Tiến")
        long_round, provisions = make_round(agency, long_tree(), "sau-muoi-dieu")
        short_round, _paragraphs = make_round(agency, short_tree(), "muoi-doan")
        write_comments(long_round, [one for one in provisions if one.type != "chuong"])
        db.session.commit()
        Path(bare_file).write_text(bare_page(provisions), "utf-8")
        for one in (long_round, short_round):
            print(f"/gop-y/{one.id}-{one.slug}")


if __name__ == "__main__":
    main(sys.argv[1])
