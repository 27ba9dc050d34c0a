"""From one frozen version to the next: proposed, confirmed, followed; never re-anchored by guess."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select

from agencies.actions.legal import load_legal_data
from agencies.models import Role
from agencies.roles import Viewer
from base.clock import now
from feedback.actions.comment_rounds import RoundPlan, plan_round
from feedback.actions.drafts import Source, add_version, create_draft
from feedback.actions.versions import check_ready, confirm_links, freeze_version, set_origins
from feedback.models import Change, DraftVersion, Provision, ProvisionLink, RoundKind
from feedback.provisions import Node
from feedback.queries.provisions import list_provisions
from feedback.queries.versions import (
    count_unconfirmed,
    list_link_places,
    list_links,
    where_it_went,
    where_they_went,
)
from feedback.rules.drafts import LinksUnconfirmed, NotAnOrigin, VersionUnderReview
from tests.factories import make_agency, make_draft_version, make_staff
from tests.feedback.trees import HYGIENE, NOISE, WEDDING, article, clause, document

FIRST = document(
    article(1, "Vệ sinh môi trường", clause(1, HYGIENE)),
    article(2, "Trật tự, yên tĩnh", clause(1, NOISE)),
)
SECOND = document(
    article(1, "Việc cưới", clause(1, WEDDING)),
    article(2, "Vệ sinh môi trường", clause(1, HYGIENE)),
)


@pytest.fixture
def officer(db: Any) -> Viewer:
    agency = make_agency("UBND xã Hợp Tiến")
    staff = make_staff(Role.AGENCY_OFFICER, agency=agency)
    return Viewer(staff.id, agency.id, ((Role.AGENCY_OFFICER, agency.id),))


def freeze(officer: Viewer, version: DraftVersion) -> DraftVersion:
    freeze_version(officer, version, version.revision, doubts_seen=False, words_seen=False)
    return version


def first_version(officer: Viewer, root: Node = FIRST) -> DraftVersion:
    source = Source("ban-1.docx", "docx", b"1", root)
    return freeze(officer, create_draft(officer, officer.agency_id or 0, "Quy ước", source))


def next_version(officer: Viewer, before: DraftVersion, root: Node = SECOND) -> DraftVersion:
    source = Source("ban-2.docx", "docx", b"2", root)
    return freeze(officer, add_version(officer, before.draft, source))


def confirm_all(officer: Viewer, version: DraftVersion) -> int:
    return confirm_links(officer, version, [row.link.id for row in list_links(version.id)])


def place(db: Any, version: DraftVersion, path: str) -> Provision:
    found = db.session.scalar(
        select(Provision).where(Provision.version_id == version.id, Provision.path == path)
    )
    assert found is not None
    return found


def links(version: DraftVersion) -> set[tuple[str, str, str]]:
    return {
        (row.old.path if row.old else "", row.new.path if row.new else "", row.link.change)
        for row in list_links(version.id)
    }


def test_the_first_version_has_nothing_to_confirm(db: Any, officer: Viewer) -> None:
    version = first_version(officer)
    assert list_links(version.id) == []
    check_ready(version)


def test_freezing_the_second_version_proposes_a_fate_for_every_provision(
    db: Any, officer: Viewer
) -> None:
    second = next_version(officer, first_version(officer))
    assert links(second) == {
        ("", "dieu-1", "new"),
        ("", "dieu-1.khoan-1", "new"),
        ("dieu-1", "dieu-2", "moved"),
        ("dieu-1.khoan-1", "dieu-2.khoan-1", "kept"),
        ("dieu-2", "", "removed"),
        ("dieu-2.khoan-1", "", "removed"),
    }
    assert [row.new is None for row in list_links(second.id)] == [False] * 4 + [True] * 2


def test_links_are_listed_alike_with_their_rows_and_with_positions_alone(
    db: Any, officer: Viewer
) -> None:
    second = next_version(officer, first_version(officer))
    confirm_links(officer, second, [list_links(second.id)[1].link.id])
    rows = [
        (
            row.link.id,
            row.old.position if row.old else None,
            row.new.position if row.new else None,
            row.link.confirmed_at is not None,
        )
        for row in list_links(second.id)
    ]
    places = list_link_places(second.id)
    assert [(one.link_id, one.old, one.new, one.is_confirmed) for one in places] == rows


def test_a_version_with_one_unconfirmed_link_is_not_put_before_the_people(
    db: Any, officer: Viewer
) -> None:
    second = next_version(officer, first_version(officer))
    ids = [row.link.id for row in list_links(second.id)]
    assert confirm_links(officer, second, ids[1:]) == len(ids) - 1
    with pytest.raises(LinksUnconfirmed):
        check_ready(second)
    assert confirm_links(officer, second, ids) == 1
    check_ready(second)


def test_no_round_is_planned_on_a_version_with_an_unconfirmed_link(
    db: Any, officer: Viewer
) -> None:
    load_legal_data()
    second = next_version(officer, first_version(officer))
    opens_at = now() + timedelta(days=1)
    plan = RoundPlan(
        second.id, RoundKind.PLAN, "Kế hoạch năm 2027", opens_at, opens_at + timedelta(days=60)
    )
    with pytest.raises(LinksUnconfirmed):
        plan_round(officer, plan)
    confirm_all(officer, second)
    assert plan_round(officer, plan).version_id == second.id


def test_a_version_under_review_is_not_put_before_the_people(db: Any, officer: Viewer) -> None:
    with pytest.raises(VersionUnderReview):
        check_ready(make_draft_version(is_frozen=False))


def test_the_third_version_waits_until_the_second_is_confirmed(db: Any, officer: Viewer) -> None:
    second = next_version(officer, first_version(officer))
    source = Source("ban-3.docx", "docx", b"3", FIRST)
    third = add_version(officer, second.draft, source)
    with pytest.raises(LinksUnconfirmed):
        freeze(officer, third)
    confirm_all(officer, second)
    freeze(officer, third)


def test_links_of_another_version_are_not_confirmed_along(db: Any, officer: Viewer) -> None:
    mine = next_version(officer, first_version(officer))
    other = next_version(officer, first_version(officer))
    assert confirm_links(officer, mine, [row.link.id for row in list_links(other.id)]) == 0
    assert count_unconfirmed(other.id) == 6


def test_nothing_leads_on_before_an_officer_has_confirmed(db: Any, officer: Viewer) -> None:
    first = first_version(officer)
    second = next_version(officer, first)
    clause_1 = place(db, first, "dieu-1.khoan-1")
    assert where_it_went(clause_1.id) is None
    confirm_all(officer, second)
    found = where_it_went(clause_1.id)
    assert found is not None
    assert [one.path for one in found.provisions] == ["dieu-2.khoan-1"]
    assert found.version.id == second.id


def test_a_removed_provision_went_nowhere_and_a_moved_one_says_so(db: Any, officer: Viewer) -> None:
    first = first_version(officer)
    confirm_all(officer, next_version(officer, first))
    gone, moved = place(db, first, "dieu-2"), place(db, first, "dieu-1")
    found = where_they_went([gone.id, moved.id])
    assert (found[gone.id].provisions, found[gone.id].changes) == ((), {Change.REMOVED})
    assert [one.path for one in found[moved.id].provisions] == ["dieu-2"]
    assert found[moved.id].changes == {Change.MOVED}


def test_a_provision_is_followed_through_three_versions(db: Any, officer: Viewer) -> None:
    first = first_version(officer)
    second = next_version(officer, first)
    confirm_all(officer, second)
    third = next_version(officer, second, FIRST)
    confirm_all(officer, third)
    old, mid = place(db, first, "dieu-1"), place(db, second, "dieu-1")
    found = where_they_went([old.id, mid.id])
    assert [one.path for one in found[old.id].provisions] == ["dieu-1"]
    assert found[old.id].version.id == third.id
    assert found[mid.id].provisions == ()


def test_a_provision_of_the_newest_version_went_nowhere_yet(db: Any, officer: Viewer) -> None:
    version = first_version(officer)
    assert where_it_went(place(db, version, "dieu-1").id) is None
    assert where_they_went([]) == {}


def test_following_many_provisions_asks_the_database_a_fixed_number_of_times(
    db: Any, officer: Viewer
) -> None:
    first = first_version(officer)
    confirm_all(officer, next_version(officer, first))
    ids = [one.id for one in list_provisions(first.id)]
    asked: list[str] = []

    def note(*arguments: Any) -> None:
        asked.append(arguments[2])

    event.listen(db.engine, "before_cursor_execute", note)
    where_they_went(ids)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(ids) == 4
    assert len(asked) <= 7


def test_the_officer_says_where_a_provision_comes_from_and_what_lost_its_place_is_asked_anew(
    db: Any, officer: Viewer
) -> None:
    first = first_version(officer)
    second = next_version(officer, first)
    confirm_all(officer, second)
    new, old = place(db, second, "dieu-1"), place(db, first, "dieu-1")
    set_origins(officer, second, new, [old.id])
    assert ("dieu-1", "dieu-1", "changed") in links(second)
    assert ("dieu-1", "dieu-2", "moved") in links(second)
    set_origins(officer, second, place(db, second, "dieu-2"), [])
    assert ("", "dieu-2", "new") in links(second)
    assert count_unconfirmed(second.id) == 0
    set_origins(officer, second, new, [])
    assert ("dieu-1", "", "removed") in links(second)
    assert count_unconfirmed(second.id) == 1


def test_several_origins_are_merged_and_a_removed_one_is_removed_no_more(
    db: Any, officer: Viewer
) -> None:
    first = first_version(officer)
    second = next_version(officer, first)
    ids = [place(db, first, path).id for path in ("dieu-1", "dieu-2")]
    set_origins(officer, second, place(db, second, "dieu-2"), ids)
    assert {("dieu-1", "dieu-2", "merged"), ("dieu-2", "dieu-2", "merged")} <= links(second)
    assert ("dieu-2", "", "removed") not in links(second)


def test_a_provision_comes_from_the_version_before_and_from_nowhere_else(
    db: Any, officer: Viewer
) -> None:
    second = next_version(officer, first_version(officer))
    stranger = place(db, first_version(officer), "dieu-1")
    with pytest.raises(NotAnOrigin):
        set_origins(officer, second, place(db, second, "dieu-1"), [stranger.id])
    assert (
        db.session.scalar(select(ProvisionLink).where(ProvisionLink.old_id == stranger.id)) is None
    )
