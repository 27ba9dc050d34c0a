"""The public pages of drafts: the list, addresses, the reading page, files, feeds, the widget."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from agencies.actions.legal import load_legal_data
from base.clock import now
from base.db import db
from feedback.models import (
    CommentRoundExtension,
    HouseholdDecision,
    ProvisionLink,
    RoundAttachment,
    RoundVersion,
)
from feedback.queries.household_decisions import thresholds_in_force
from feedback.queries.provisions import list_provisions
from tests.factories import (
    make_agency,
    make_comment,
    make_comment_round,
    make_draft,
    make_draft_version,
)
from tests.house.test_pages import faults_of, parse

ATOM = "{http://www.w3.org/2005/Atom}"


def node(kind: str, number: str, title: str, text: str, *children: Any) -> dict[str, Any]:
    parts = {"type": kind, "number": number, "title": title, "text": text}
    return {**parts, "children": list(children)}


def document(*children: Any) -> dict[str, Any]:
    return node("document", "", "", "", *children)


def open_until(closes_at: datetime, **columns: Any) -> Any:
    return make_comment_round(opens_at=now() - timedelta(days=2), closes_at=closes_at, **columns)


def address_of(comment_round: Any) -> str:
    return f"/gop-y/{comment_round.id}-{comment_round.slug}"


def page_of(client: FlaskClient, comment_round: Any, further: str = "") -> str:
    db.session.commit()
    response = client.get(address_of(comment_round) + further)
    assert response.status_code == 200
    return response.text


def provisions_of(version: Any) -> dict[str, Any]:
    return {one.path: one for one in list_provisions(version.id)}


def test_the_short_address_leads_to_the_page_and_keeps_the_language(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    db.session.commit()
    for wanted in (f"/gop-y/{comment_round.id}", f"/gop-y/{comment_round.id}-ten-cu"):
        response = client.get(f"{wanted}?lang=en")
        assert response.headers["Location"] == f"{address_of(comment_round)}?lang=en"


def test_a_round_for_an_agencys_own_staff_is_nowhere_in_public(client: FlaskClient) -> None:
    comment_round = make_comment_round(is_internal=True, kind="agency", title="Quy chế chi tiêu")
    make_comment(comment_round)
    db.session.commit()
    number = comment_round.id
    for path in ("", f"-{comment_round.slug}", f"-{comment_round.slug}/y-kien", ".atom", "/tep/1"):
        assert client.get(f"/gop-y/{number}{path}").status_code == 404, path
    for path in ("", "/comments"):
        assert client.get(f"/api/v1/comment-rounds/{number}{path}").status_code == 404, path
    for path in ("/gop-y", "/gop-y.atom", "/nhung/gop-y", "/api/v1/comment-rounds"):
        assert "Quy chế chi tiêu" not in client.get(path).text, path


def test_the_text_of_a_draft_is_shown_only_once_its_round_has_opened(client: FlaskClient) -> None:
    start = now() + timedelta(days=3)
    comment_round = make_comment_round(
        state="prepared", opens_at=start, closes_at=start + timedelta(days=30)
    )
    page = page_of(client, comment_round)
    assert "Mở từ ngày" in page
    assert "Mỗi hộ giữ vệ sinh" not in page
    assert client.get(f"{address_of(comment_round)}/y-kien").status_code == 404


def test_numbers_stand_as_they_are_printed_in_their_order(client: FlaskClient) -> None:
    tree = document(
        node(
            "dieu",
            "Điều 3.",
            "Việc cưới",
            "",
            node("khoan", "1.", "", "Gọn nhẹ:", node("diem", "đ)", "", "Không quá một ngày.")),
        ),
        node("dieu", "Điều 3.", "Việc tang", "Không rải vàng mã."),
    )
    page = page_of(client, make_comment_round(make_draft_version(tree=tree)))
    places = [page.rindex(one) for one in ("1.<", "đ)<", "Điều 3. Việc tang")]
    assert places == sorted(places)
    assert 'id="dieu-3.khoan-1.diem-dd"' in page
    assert 'id="dieu-3~2"' in page


def test_one_speaks_where_one_reads_but_not_of_the_motto(client: FlaskClient) -> None:
    motto = node("paragraph", "", "", "Độc lập - Tự do - Hạnh phúc")
    clause = node("khoan", "1.", "", "Gọn nhẹ.")
    tree = document(motto, node("dieu", "Điều 1.", "Việc cưới", "", clause))
    page = page_of(
        client, open_until(now() + timedelta(days=9), version=make_draft_version(tree=tree))
    )
    for path in ("dieu-1", "dieu-1.khoan-1", ""):
        assert f'/viet?dieu={path}"' in page
    assert "dieu=paragraph-1" not in page
    plain = make_draft_version(tree=document(motto))
    assert "dieu=paragraph-1" in page_of(
        client, open_until(now() + timedelta(days=9), version=plain)
    )


def test_nobody_is_asked_to_write_where_nothing_is_taken(client: FlaskClient) -> None:
    ended = make_comment_round(
        opens_at=now() - timedelta(days=9), closes_at=now() - timedelta(days=1)
    )
    assert "/viet" not in page_of(client, ended)
    comment_round, _was = two_versions()
    assert "/viet" not in page_of(client, comment_round, "?ban=1")


def test_a_resident_reads_until_when_how_long_and_that_no_vote_is_taken(
    client: FlaskClient,
) -> None:
    midnight = datetime(2030, 12, 11, 17, tzinfo=UTC)
    page = page_of(client, open_until(midnight, asked_by="Thôn Tân Hưng"))
    assert "đến hết 11/12/2030" in page
    assert "Thôn Tân Hưng, UBND xã Hợp Tiến" in page
    assert "không cần đăng nhập" in page
    assert "không biểu quyết ở đây" in page
    assert "3 điều" in page


def test_a_round_that_ends_at_an_hour_says_the_hour(client: FlaskClient) -> None:
    page = page_of(client, open_until(datetime(2030, 12, 11, 10, tzinfo=UTC)))
    assert "đến 17:00 ngày 11/12/2030" in page


def test_a_shorter_period_and_an_extension_show_their_reasons(client: FlaskClient) -> None:
    comment_round = make_comment_round(short_reason="Văn bản ban hành theo thủ tục rút gọn.")
    db.session.add(
        CommentRoundExtension(
            round_id=comment_round.id,
            old_closes_at=comment_round.closes_at - timedelta(days=9),
            new_closes_at=comment_round.closes_at,
            reason="Nhiều hộ đi làm xa.",
        )
    )
    page = page_of(client, comment_round)
    assert "Văn bản ban hành theo thủ tục rút gọn." in page
    assert "Nhiều hộ đi làm xa." in page


def test_what_the_households_decided_stands_as_their_minutes_say(client: FlaskClient) -> None:
    comment_round = make_comment_round(state="answering")
    counts = {"household_count": 145, "present_count": 112, "disagree_count": 10}
    decision = {"step": "meeting", "held_on": now().date(), "agree_count": 102}
    load_legal_data()
    limits = thresholds_in_force(now().date())
    decided = HouseholdDecision(round_id=comment_round.id, thresholds=limits, **counts, **decision)
    db.session.add(decided)
    page = page_of(client, comment_round)
    assert (
        "112 trong 145 hộ dự họp (cần ít nhất 73); 102 hộ tán thành, 10 hộ không tán thành" in page
    )
    assert "Được thông qua" in page


def test_a_footnote_is_linked_from_its_mark_and_back(client: FlaskClient) -> None:
    tree = document(
        node("paragraph", "", "", "Theo nghị định¹ và 1 luật."),
        node("footnote", "¹", "", "Nghị định 61/2023/NĐ-CP."),
        node("footnote", "1", "", "Số trần không phải dấu ghi chú."),
    )
    page = page_of(client, make_comment_round(make_draft_version(tree=tree)))
    assert '<a class="note" href="#note-¹" id="mark-¹">¹</a> và 1 luật.' in page
    assert 'id="note-¹"' in page
    assert page.count("Nghị định 61/2023/NĐ-CP.") == 1


def test_every_cell_of_a_table_says_its_column_on_a_phone(client: FlaskClient) -> None:
    tree = document(node("table", "", "", "Xóm\tNgày\tViệc\nXóm Đình\tThứ bảy\tQuét đường"))
    page = page_of(client, make_comment_round(make_draft_version(tree=tree)))
    assert '<th scope="col">Ngày</th>' in page
    assert '<td data-head="Ngày">Thứ bảy</td>' in page


def two_versions() -> Any:
    """A round on version 2: clause 1 of article 1 changed, its clause 2 and article 2 are gone."""
    draft = make_draft()
    first = document(
        node(
            "dieu",
            "Điều 1.",
            "Việc cưới",
            "",
            node("khoan", "1.", "", "Không quá hai ngày."),
            node("khoan", "2.", "", "Không mời quá trăm mâm."),
        ),
        node("dieu", "Điều 2.", "Phạt vạ", "Nộp 200.000 đồng."),
    )
    second = document(
        node("dieu", "Điều 1.", "Việc cưới", "", node("khoan", "1.", "", "Không quá một ngày."))
    )
    old = make_draft_version(draft, tree=first)
    new = make_draft_version(draft, tree=second, number=2)
    comment_round = make_comment_round(new)
    db.session.add(
        RoundVersion(round_id=comment_round.id, version_id=old.id, since_at=comment_round.opens_at)
    )
    was, now_is = provisions_of(old), provisions_of(new)
    for path, change in (
        ("dieu-1", "kept"),
        ("dieu-1.khoan-1", "changed"),
        ("dieu-1.khoan-2", "removed"),
        ("dieu-2", "removed"),
    ):
        link = ProvisionLink(version_id=new.id, old_id=was[path].id, change=change)
        link.new_id = now_is[path].id if path in now_is else None
        link.confirmed_at = now()
        db.session.add(link)
    return comment_round, was


def test_changes_since_the_last_version_are_marked_word_by_word(client: FlaskClient) -> None:
    comment_round, _was = two_versions()
    marked = page_of(client, comment_round)
    assert "hai</span>" not in marked
    assert "hai<span" in marked.split("<del>")[1]
    assert "một<span" in marked.split("<ins>")[1]
    clean = page_of(client, comment_round, "?sua=0")
    assert "<ins>" not in clean
    assert "Không quá một ngày." in clean


def test_a_link_that_nobody_confirmed_says_nothing(client: FlaskClient) -> None:
    comment_round, _was = two_versions()
    db.session.query(ProvisionLink).update({"confirmed_at": None})
    page = page_of(client, comment_round)
    assert "<del>" not in page


def test_what_was_removed_keeps_its_words_and_its_comments(client: FlaskClient) -> None:
    comment_round, was = two_versions()
    old = {"version_id": was["dieu-2"].version_id, "stance": "disagree"}
    make_comment(comment_round, "Thôn không có quyền phạt.", was["dieu-2"], **old)
    page = page_of(client, comment_round)
    assert "Không còn trong bản này" in page
    assert "Nộp 200.000 đồng." in page.split("<del>")[-1]
    listed = page_of(client, comment_round, "/y-kien/dieu-2?ban=1")
    assert "Thôn không có quyền phạt." in listed
    assert "Quy định này đã được bỏ trong bản mới." in listed


def test_a_clause_taken_out_of_a_kept_article_is_shown_too(client: FlaskClient) -> None:
    comment_round, _was = two_versions()
    page = page_of(client, comment_round)
    assert "khoản 2 Điều 1" in page
    assert "<del>Không mời quá trăm mâm.</del>" in page
    gone = page.split("Không còn trong bản này")[1]
    assert "Không mời quá trăm mâm." in gone


def test_an_earlier_version_can_be_read_and_says_so(client: FlaskClient) -> None:
    comment_round, _was = two_versions()
    page = page_of(client, comment_round, "?ban=1")
    assert "không phải bản mới nhất" in page
    assert "Không quá hai ngày." in page
    assert client.get(f"{address_of(comment_round)}?ban=3").status_code == 404


def test_a_file_is_a_download_that_no_browser_runs(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    file = RoundAttachment(
        round_id=comment_round.id,
        name="Tờ trình <b>.html",
        media="text/html",
        size=15,
        content_hash="a" * 64,
        content=b"<script></script>",
    )
    db.session.add(file)
    db.session.commit()
    response = client.get(f"/gop-y/{comment_round.id}/tep/{file.id}")
    assert response.mimetype == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in response.headers["Content-Security-Policy"]
    other = make_comment_round()
    db.session.commit()
    assert client.get(f"/gop-y/{other.id}/tep/{file.id}").status_code == 404


def test_anybody_may_take_the_proof_of_publication(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    page = page_of(client, comment_round)
    address = f"/gop-y/{comment_round.id}/bien-ban.pdf"
    assert f'href="{address}"' in page
    assert client.get(address).data.startswith(b"%PDF")
    comment_round.is_internal = True
    db.session.commit()
    assert client.get(address).status_code == 404


def test_the_pages_set_no_cookie_and_are_not_sent_twice(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    db.session.commit()
    for path in (address_of(comment_round), "/gop-y", "/gop-y.atom", "/nhung/gop-y"):
        response = client.get(f"{path}?lang=en")
        assert "Set-Cookie" not in response.headers, path
    first = client.get(address_of(comment_round))
    seen = {"If-None-Match": first.headers["ETag"]}
    assert client.get(address_of(comment_round), headers=seen).status_code == 304


def test_the_list_is_searched_without_accents_and_filtered(client: FlaskClient) -> None:
    far = make_agency("UBND phường Hạc Thành")
    make_comment_round(make_draft_version(make_draft(far)), title="Kế hoạch vỉa hè", kind="plan")
    make_comment_round(title="Dự thảo quy ước thôn Tân Hưng")
    db.session.commit()
    for question, found, missed in (
        ("tim=quy uoc", "Tân Hưng", "vỉa hè"),
        ("tim=hac thanh", "vỉa hè", "Tân Hưng"),
        ("loai=plan", "vỉa hè", "Tân Hưng"),
        (f"co-quan={far.code}", "vỉa hè", "Tân Hưng"),
    ):
        page = client.get(f"/gop-y?{question}").text
        assert found in page, question
        assert missed not in page, question
    assert "Không có đợt lấy ý kiến nào khớp." in client.get("/gop-y?tinh-trang=da-het").text


def test_rounds_are_open_soon_or_ended_by_the_clock_alone(client: FlaskClient) -> None:
    day = timedelta(days=1)
    for title, opens, closes in (("Một", -3, 3), ("Hai", 2, 9), ("Ba", -9, -2)):
        make_comment_round(
            state="prepared",
            title=title,
            opens_at=now() + opens * day,
            closes_at=now() + closes * day,
        )
    db.session.commit()
    items = {
        phase: [
            one["title"]
            for one in client.get(f"/api/v1/comment-rounds?phase={phase}").get_json()["items"]
        ]
        for phase in ("open", "soon", "ended")
    }
    assert items == {"open": ["Một"], "soon": ["Hai"], "ended": ["Ba"]}


def test_long_lists_come_in_pages(client: FlaskClient) -> None:
    version = make_draft_version()
    for number in range(31):
        make_comment_round(version, title=f"Đợt số {number:02}")
    db.session.commit()
    assert client.get("/gop-y").text.count("Đợt số") == 30
    assert client.get("/gop-y?trang=2").text.count("Đợt số") == 1


@pytest.mark.parametrize("path", ["/gop-y.atom", "/gop-y/{id}.atom"])
def test_feeds_are_sound_atom_with_one_id_an_entry(client: FlaskClient, path: str) -> None:
    comment_round = make_comment_round(title="Quy ước & <b>\x0b")
    db.session.commit()
    response = client.get(path.format(id=comment_round.id))
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    assert feed.tag == f"{ATOM}feed"
    for part in ("id", "title", "updated"):
        assert feed.findtext(ATOM + part)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert len(set(ids)) == len(ids)
    assert all(datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "") for one in entries)
    assert all(one.find(f"{ATOM}link") is not None for one in entries)


def test_the_widget_may_be_framed_by_anybody_and_nothing_else_may(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    agency = db.session.get_one(type(make_agency()), comment_round.agency_id)
    make_comment_round(make_draft_version(make_draft(make_agency("Sở Xây dựng"))), title="Khác")
    db.session.commit()
    widget = client.get(f"/nhung/gop-y?agency={agency.code}")
    assert "frame-ancestors *" in widget.headers["Content-Security-Policy"]
    assert len(widget.data) <= 30_000
    assert "<script" not in widget.text
    assert comment_round.title in widget.text
    assert "Khác" not in widget.text
    page = client.get(address_of(comment_round))
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert client.get("/nhung/gop-y?agency=khong-co").status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_are_valid_and_well_formed(client: FlaskClient, language: str) -> None:
    comment_round, was = two_versions()
    comment_round.questions = [{"key": "q1", "text": "Họp buổi nào?"}]
    make_comment(comment_round, provision=was["dieu-2"], version_id=was["dieu-2"].version_id)
    make_comment(comment_round, question_key="q1", wording="Một câu khác")
    db.session.commit()
    for path in ("", "?ban=1", "/y-kien", "/y-kien/chung", "/y-kien/dieu-1"):
        further = f"{path}{'&' if '?' in path else '?'}lang={language}"
        page = client.get(address_of(comment_round) + further)
        assert faults_of(parse(page.text), language) == [], path
    assert faults_of(parse(client.get(f"/nhung/gop-y?lang={language}").text), language) == []
