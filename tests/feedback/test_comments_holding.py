"""Against floods: what comes in masses waits for a look, nobody is refused, no address is kept."""

import hashlib
from datetime import date, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from base.db import db
from feedback.actions.moderation import release_overdue
from feedback.models import Comment, CommentRound, CommentStanding, ModerationAct
from feedback.rules.holding import WITH_SCRIPT, WITHOUT_SCRIPT
from feedback.rules.proof_of_work import PUZZLE_BITS, is_solved
from tests.feedback.commenting import SOUND, count, open_form, open_round, rows_of, send


def solved(token: str) -> str:
    """What the page's script finds."""
    number = 0
    while int.from_bytes(hashlib.sha256(f"{token}:{number}".encode()).digest()[:4], "big") >> (
        32 - PUZZLE_BITS
    ):
        number += 1
    return str(number)


def send_many(
    client: FlaskClient, comment_round: CommentRound, times: int, **more: Any
) -> list[int]:
    statuses = []
    for number in range(times):
        fields = {**SOUND, "text": f"Ý kiến số {number}"}
        nonce = open_form(client, comment_round).nonce
        statuses.append(send(client, comment_round, nonce, fields, **more).status)
    return statuses


def held_count() -> int:
    return sum(row.visibility == "held" for row in rows_of(CommentStanding))


def test_many_from_one_network_are_all_taken_and_the_later_ones_wait(client: FlaskClient) -> None:
    statuses = send_many(client, open_round(), WITHOUT_SCRIPT + 2)
    assert set(statuses) == {200}
    assert count(Comment) == WITHOUT_SCRIPT + 2
    assert held_count() == 2
    (held, *_rest) = [row for row in rows_of(CommentStanding) if row.visibility == "held"]
    assert (held.rule, held.role) == (4, "machine")


def test_an_invented_address_in_a_header_does_not_make_a_new_network(client: FlaskClient) -> None:
    comment_round = open_round()
    send_many(client, comment_round, WITHOUT_SCRIPT)
    send_many(client, comment_round, 1, headers={"X-Forwarded-For": "203.0.113.7"})
    assert held_count() == 1


def test_the_pages_own_work_lets_more_of_a_shared_address_through_at_once(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    send_many(client, comment_round, WITHOUT_SCRIPT)
    nonce = open_form(client, comment_round).nonce
    thanks = send(client, comment_round, nonce, {**SOUND, ".pow": solved(nonce)})
    assert thanks.status == 200
    assert "Chưa hiện ngay" not in thanks.text
    assert held_count() == 0
    assert WITH_SCRIPT > WITHOUT_SCRIPT


def test_work_done_for_one_page_is_worth_nothing_on_another(client: FlaskClient) -> None:
    comment_round = open_round()
    first, second = (open_form(client, comment_round).nonce for _time in range(2))
    answer = solved(first)
    assert is_solved(first, answer)
    assert not is_solved(second, answer) or solved(second) == answer
    assert not any(is_solved(first, typed) for typed in ("", "-1", "1e5", "٣", "9" * 30))


def test_who_fills_in_the_field_that_people_do_not_see_waits_and_is_told(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    thanks = send(client, comment_round, nonce, {**SOUND, "website": "http://x"})
    assert thanks.status == 200
    assert "Chưa hiện ngay" in thanks.text
    assert held_count() == 1


def test_no_address_reaches_the_disk(client: FlaskClient, app: Flask) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    address = {"REMOTE_ADDR": "198.51.100.77"}
    client.post(
        f"/gop-y/{comment_round.id}/gui", data={**SOUND, ".nonce": nonce}, environ_overrides=address
    )
    assert count(Comment) == 1
    settings = app.extensions["settings"]
    for path in settings.instance_dir.glob("**/*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"198.51.100" not in content
            assert bytes([198, 51, 100]) not in content[:64] or path.suffix != ".counters"


def test_what_the_machine_holds_is_shown_after_three_days_whoever_has_not_looked(
    client: FlaskClient,
) -> None:
    comment_round = open_round()
    nonce = open_form(client, comment_round).nonce
    send(client, comment_round, nonce, {**SOUND, "website": "x"})
    (standing,) = rows_of(CommentStanding)
    day: date = standing.since_on
    assert release_overdue(day + timedelta(days=2)) == 0
    assert release_overdue(day + timedelta(days=3)) == 1
    db.session.commit()
    (standing,), (act,) = rows_of(CommentStanding), rows_of(ModerationAct)
    assert (standing.visibility, standing.rule, standing.since_on) == ("published", None, None)
    assert (act.act, act.role, act.staff_id) == ("show", "machine", None)
