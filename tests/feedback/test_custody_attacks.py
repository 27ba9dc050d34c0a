"""An agency's officer, or somebody else who may not, tries to make criticism disappear or to read it."""

from datetime import timedelta
from typing import Any

from flask import Flask

from agencies.models import Agency, AuditEntry
from base.clock import today
from base.db import db
from feedback.actions.moderation import release_overdue
from feedback.models import Comment, CommentText
from tests.factories import make_agency
from tests.feedback.commenting import WORDS, comment_once, follow, open_round, rows_of
from tests.feedback.test_moderation import (
    AsStaff,
    Scene,
    act,
    acts,
    hidden,
    scene,
    second_look,
    standing,
)

__all__ = ["scene"]


def refused_rules() -> list[str]:
    """The rules behind refused attempts in the audit trail."""
    entries = (row for row in rows_of(AuditEntry) if row.act == "rule.refused")
    return [row.after["rule"] for row in entries]


def test_a_comment_that_came_back_is_not_taken_out_of_sight_again_by_the_agency_alone(
    scene: Scene,
) -> None:
    scene.propose("no")
    assert standing().visibility == "held"
    release_overdue(today() + timedelta(days=8))
    db.session.commit()
    assert scene.propose("no").status == 200
    assert standing().visibility == "published"
    assert acts()[-1] == ("propose", "agency_officer")


def test_an_officer_cannot_renew_a_hold_by_showing_and_holding_again(scene: Scene) -> None:
    scene.propose("no")
    act(scene.officer, scene.at("cho-hien"), show_reason="Nhầm.")
    scene.propose("no")
    assert standing().visibility == "published"


def test_withdrawn_words_do_not_come_back_as_an_empty_comment_by_a_late_decision(
    scene: Scene,
) -> None:
    for answer in ("show", "hide"):
        scene.propose("yes") if answer == "show" else None
        follow(scene.resident, scene.codes, "rut", chac="y")
        assert scene.decide(answer).status == 409
        assert standing().visibility == "withdrawn"
    waiting = scene.inspector.get("/can-bo/y-kien-bi-an").get_data(as_text=True)
    assert str(scene.comment_id) not in waiting


def test_who_works_at_the_agency_asked_about_does_not_open_sealed_words(
    scene: Scene, as_staff: AsStaff
) -> None:
    hidden(scene)
    case = second_look(scene)
    agency = db.session.get(Agency, scene.officer.staff.agency_id)  # type: ignore[attr-defined]
    inside = as_staff("department", agency=agency)
    opened = act(inside, f"/can-bo/kiem-duyet/vu-viec/{case.id}")
    assert opened.status == 409
    assert WORDS not in opened.text
    own_inspector = as_staff("inspector", agency=agency)
    opened = act(own_inspector, scene.at("ban-goc"))
    assert opened.status == 409
    assert WORDS not in opened.text
    assert refused_rules() == ["OwnBodyConcerned", "OwnBodyConcerned"]


def test_comments_on_internal_rules_are_not_read_by_the_province(
    app: Flask, as_staff: AsStaff
) -> None:
    agency = make_agency("Sở Xây dựng")
    comment_round = open_round(agency=agency, kind="agency", is_internal=True)
    comment_once(as_staff("agency_officer", agency=agency), comment_round)
    (comment,) = rows_of(Comment)
    page = f"/can-bo/kiem-duyet/y-kien/{comment.id}"
    for role in ("department", "observer", "reader"):
        assert as_staff(role, agency=make_agency(f"Nơi khác {role}")).get(page).status_code == 404
    assert as_staff("agency_officer", agency=agency).get(page).status_code == 200


def test_the_draft_of_internal_rules_is_not_read_by_the_province(
    app: Flask, as_staff: AsStaff
) -> None:
    agency = make_agency("Sở Xây dựng")
    comment_round = open_round(agency=agency, kind="agency", is_internal=True)
    version = comment_round.version
    places = [
        f"/can-bo/du-thao/{version.draft_id}",
        f"/can-bo/du-thao/ban/{version.id}",
        f"/can-bo/du-thao/ban/{version.id}/tep",
    ]
    reader = as_staff("reader", agency=make_agency("Văn phòng UBND tỉnh"))
    assert [reader.get(one).status_code for one in places] == [404, 404, 404]
    title = version.draft.title
    assert title not in reader.get("/can-bo/du-thao").get_data(as_text=True)
    officer = as_staff("agency_officer", agency=agency)
    assert officer.get(places[0]).status_code == 200
    assert title in officer.get("/can-bo/du-thao").get_data(as_text=True)


def test_the_name_beside_a_hidden_comment_is_hidden_with_it(app: Flask) -> None:
    from feedback.queries.results import ResultComment
    from feedback.reports.results import Answered, _row

    def one(visibility: str, comment_id: int) -> Any:
        values: dict[str, Any] = dict.fromkeys(ResultComment.__dataclass_fields__)
        values.update(id=comment_id, visibility=visibility, author_kind="individual", channel="web")
        return ResultComment(**values)

    answers = {key: Answered(key, "noted", "Có lý do.", "", "", None, "Điều 1") for key in (1, 2)}
    row = _row(
        1, [one("published", 1), one("hidden", 2)], answers, {}, {1: "Lò Thị Mai", 2: "Kẻ ác"}
    )
    assert row.names == ("Lò Thị Mai",)


def test_withdrawing_takes_the_place_in_the_queue_before_it_destroys(scene: Scene) -> None:
    """Two who act on one comment wait for each other in one order, else both could be thrown out."""
    from sqlalchemy import event

    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement.lower())

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        follow(scene.resident, scene.codes, "rut", chac="y")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    destroyed = next(at for at, one in enumerate(said) if one.startswith("update comment_text"))
    looked = [one for one in said[:destroyed] if "from comment_standing" in one]
    assert looked
    assert {row.text for row in rows_of(CommentText)} == {""}
