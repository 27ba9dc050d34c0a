"""Comments as everybody sees them: counts, groups, stubs, answers, order, search, the API."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from base.db import db
from feedback.models import (
    CommentGroup,
    CommentStanding,
    Disposition,
    Visibility,
)
from feedback.queries.published_comments import (
    BY_GROUP,
    BY_STANCE,
    MIXED,
    NEWEST,
    Chosen,
    list_heads,
)
from feedback.rules.reading import shuffle_factor
from tests.factories import make_comment, make_comment_round, make_household_decision
from tests.feedback.test_reading import address_of, page_of, provisions_of, two_versions

DAY = date(2026, 11, 23)


def articles_of(comment_round: Any) -> dict[str, Any]:
    return provisions_of(comment_round.version)


def standing_of(comment: Any) -> CommentStanding:
    return db.session.get_one(CommentStanding, comment.id)


def group_of(comments: list[Any]) -> CommentGroup:
    group = CommentGroup(round_id=comments[0].round_id, size=len(comments))
    db.session.add(group)
    db.session.flush()
    for one in comments:
        standing_of(one).group_id = group.id
    return group


def answer(comment: Any, kind: str = "taken_in", **columns: Any) -> None:
    values = {"reason": "Có cơ sở.", "is_final": True, **columns}
    db.session.add(
        Disposition(comment_id=comment.id, round_id=comment.round_id, kind=kind, **values)
    )


def heads(comment_round: Any, order: str = MIXED, day: date = DAY, **chosen: Any) -> list[int]:
    factor = shuffle_factor(comment_round.id, day)
    found, _total = list_heads(Chosen(comment_round.id, **chosen), order, factor, 100, 0)
    return [one.comment_id for one in found]


def words_in(page: str) -> str:
    """The page without its marks, one blank between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_each_opinion_is_counted_once_under_its_one_stance(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    place = articles_of(comment_round)
    for stance, count in (("agree", 3), ("partly", 2), ("question", 1)):
        for _ in range(count):
            make_comment(comment_round, provision=place["dieu-1.khoan-2"], stance=stance)
    make_comment(comment_round, provision=place["dieu-1"], stance="agree")
    page = page_of(client, comment_round, "/y-kien/dieu-1")
    assert "4 đồng ý 2 đồng ý một phần 1 câu hỏi" in words_in(page)
    assert "7 ý kiến" in page
    clause = page_of(client, comment_round, "/y-kien/dieu-1.khoan-2")
    assert "3 đồng ý 2 đồng ý một phần 1 câu hỏi" in words_in(clause)
    reading = words_in(page_of(client, comment_round))
    assert "6 giờ đến 22 giờ. 6 ý kiến 4 đồng ý 2 đồng ý một phần 1 câu hỏi" in reading


def test_the_parts_of_a_bar_fill_it_without_gaps(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    for stance in ("agree", "agree", "partly", "disagree", "disagree", "disagree", "wording"):
        make_comment(comment_round, stance=stance)
    page = page_of(client, comment_round, "/y-kien")
    parts = re.findall(r'<rect class="s-\w+" x="(\d+)" width="(\d+)"', page)
    ends = [int(x) + int(width) for x, width in parts]
    assert [int(x) for x, _width in parts] == [0, *ends[:-1]]
    assert ends[-1] == 1000


def test_an_opinion_page_says_that_opinions_are_no_vote(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    make_comment(comment_round)
    assert "không phải kết quả biểu quyết" in page_of(client, comment_round, "/y-kien")


def test_trial_comments_are_nowhere(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    make_comment(comment_round, "Thử xem có gửi được không", source="test")
    for path in ("", "/y-kien"):
        page = page_of(client, comment_round, path)
        assert "Thử xem" not in page
        assert "1 ý kiến" not in page
    items = client.get(f"/api/v1/comment-rounds/{comment_round.id}/comments").get_json()
    assert (items["items"], items["total"]) == ([], 0)


def test_nobodys_name_or_address_is_shown(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    make_comment(comment_round, author_kind="organisation", channel="meeting")
    page = page_of(client, comment_round, "/y-kien")
    assert "một tổ chức" in page
    assert "góp ý tại cuộc họp" in page


@pytest.mark.parametrize(
    ("visibility", "words"),
    [
        (Visibility.HELD, "đang chờ xem xét từ ngày 19/11/2026 theo quy tắc 3 (số điện thoại"),
        (
            Visibility.HIDDEN,
            "đã ẩn ngày 19/11/2026 theo quy tắc 3 (số điện thoại",
        ),
        (Visibility.WITHDRAWN, "đã được người gửi rút lại ngày 19/11/2026"),
        (Visibility.ERASED, "đã xóa lời ngày 19/11/2026"),
    ],
)
def test_what_is_not_shown_leaves_a_stub_and_the_additions_stay_below_it(
    client: FlaskClient, visibility: str, words: str
) -> None:
    comment_round = make_comment_round()
    hidden = make_comment(comment_round, "Gọi anh Bình 0912 345 678", visibility=visibility)
    standing = standing_of(hidden)
    standing.rule, standing.role, standing.since_on = 3, "agency_officer", date(2026, 11, 19)
    make_comment(comment_round, "Tôi xin nói thêm về giờ giấc.", follows_id=hidden.id)
    page = page_of(client, comment_round, "/y-kien")
    assert words in page
    assert "0912 345 678" not in page
    assert page.index(words) < page.index("Tôi xin nói thêm")
    items = client.get(f"/api/v1/comment-rounds/{comment_round.id}/comments").get_json()["items"]
    assert [one["text"] for one in items] == ["", "Tôi xin nói thêm về giờ giấc."]


def test_hiding_a_comment_moves_no_figure_but_taking_it_back_does(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    make_comment(comment_round, stance="agree")
    other = make_comment(comment_round, stance="disagree")
    for visibility, total in (("hidden", 2), ("held", 2), ("withdrawn", 1), ("erased", 1)):
        standing_of(other).visibility = visibility
        page = page_of(client, comment_round, "/y-kien")
        assert f"{total} ý kiến; 1 không hiện lời" in page, visibility


def test_a_hidden_comment_is_not_found_by_its_words(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    make_comment(comment_round, "Gọi anh Bình", visibility=Visibility.HIDDEN)
    assert "Không có ý kiến nào khớp." in page_of(client, comment_round, "/y-kien?tim=binh")


def test_what_the_author_added_stands_below_in_the_order_of_days(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    first = make_comment(comment_round, "Ý đầu", received_on=DAY)
    late = make_comment(
        comment_round, "Thêm hai", follows_id=first.id, received_on=DAY + timedelta(days=2)
    )
    make_comment(comment_round, "Thêm một", follows_id=first.id, received_on=DAY)
    make_comment(comment_round, "Thêm ba", follows_id=late.id, received_on=DAY + timedelta(days=3))
    make_comment(comment_round, "Người khác", received_on=DAY + timedelta(days=1))
    page = page_of(client, comment_round, "/y-kien")
    places = [page.index(one) for one in ("Ý đầu", "Thêm một", "Thêm hai", "Thêm ba")]
    assert places == sorted(places)
    assert "2 ý kiến" in page


def test_words_are_text_and_cannot_turn_the_page_around(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    text = "<script>alert(1)</script> \u202eđảo"
    make_comment(comment_round, text, wording="<b>khác\u202e</b>", language="vi")
    page = page_of(client, comment_round, "/y-kien")
    assert "<script>alert" not in page
    assert (
        '<p class="w" dir="auto" lang="vi">&lt;script&gt;alert(1)&lt;/script&gt; \u202eđảo</p>'
        in page
    )
    assert "<bdi>“&lt;b&gt;khác\u202e&lt;/b&gt;”</bdi>" in page


def test_a_proposed_wording_is_shown_as_a_difference(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    place = articles_of(comment_round)["dieu-1.khoan-2"]
    make_comment(comment_round, provision=place, wording="2. Loa đài chỉ mở từ 6 giờ đến 21 giờ.")
    page = page_of(client, comment_round, "/y-kien")
    assert "22<span" in page.split("<del>")[1]
    assert "21<span" in page.split("<ins>")[1]


def test_near_identical_ones_are_one_with_their_number(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    same = [make_comment(comment_round, "Giao đoàn thanh niên.") for _ in range(300)]
    make_comment(comment_round, "Ý kiến riêng.")
    group = group_of(same)
    page = page_of(client, comment_round, "/y-kien")
    assert page.count("Giao đoàn thanh niên.") == 1
    assert "1 ý kiến × 300" in page
    assert "301 ý kiến" in page
    opened = page_of(client, comment_round, f"/y-kien?nhom={group.id}")
    assert opened.count("Giao đoàn thanh niên.") == 30
    assert "Mục 1–30 trong 300" in opened


def test_a_group_is_as_large_as_what_is_shown_of_it(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    same = [make_comment(comment_round, "Giao đoàn thanh niên.") for _ in range(3)]
    group_of(same)
    standing_of(same[0]).visibility = Visibility.HIDDEN
    page = page_of(client, comment_round, "/y-kien")
    assert "1 ý kiến × 2" in page
    assert page.count("Một ý kiến đã ẩn") == 1


def test_nobody_stays_on_top_for_having_been_first(app: object) -> None:
    comment_round = make_comment_round()
    ids = {make_comment(comment_round).id for _ in range(12)}
    days = [heads(comment_round, day=DAY + timedelta(days=number)) for number in range(30)]
    assert all(set(one) == ids for one in days)
    assert len({one[0] for one in days}) >= 6
    assert heads(comment_round) == heads(comment_round)


def test_orders_can_be_chosen(app: object) -> None:
    comment_round = make_comment_round()
    against = make_comment(comment_round, stance="disagree", received_on=DAY)
    newest = make_comment(comment_round, stance="question", received_on=DAY + timedelta(days=9))
    many = [make_comment(comment_round, stance="agree", received_on=DAY) for _ in range(3)]
    group_of(many)
    assert heads(comment_round, NEWEST)[0] == newest.id
    assert heads(comment_round, BY_GROUP)[0] in {one.id for one in many}
    assert heads(comment_round, BY_STANCE)[1:] == [against.id, newest.id]
    assert heads(comment_round, stance="question") == [newest.id]


def test_every_comment_is_on_exactly_one_page(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    texts = {f"Ý số {number:03}." for number in range(65)}
    for text in texts:
        make_comment(comment_round, text)
    pages = [page_of(client, comment_round, f"/y-kien?trang={number}") for number in (1, 2, 3)]
    found = re.findall(r"Ý số \d{3}\.", "".join(pages))
    assert sorted(found) == sorted(texts)
    assert page_of(client, comment_round, "/y-kien?trang=99").count("Ý số") == 30


def test_what_officers_typed_in_is_told_beside_the_sum(client: FlaskClient) -> None:
    """Five hundred supporters from a meeting are no secret share of what people said themselves."""
    comment_round = make_comment_round()
    make_comment(comment_round, "Tôi không đồng ý.", stance="disagree")
    assert "do cán bộ nhập" not in page_of(client, comment_round)
    for number in range(3):
        make_comment(comment_round, f"Đồng ý {number}", stance="agree", channel="meeting")
    told = "trong đó 3 ý kiến do cán bộ nhập"
    assert told in page_of(client, comment_round, "?moi=1")
    assert told in page_of(client, comment_round, "/y-kien")


def test_comments_are_searched_without_accents(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    make_comment(comment_round, "Đường làng còn lầy lội.")
    make_comment(comment_round, "Giảm 100% phí_vệ sinh.")
    assert "lầy lội" in page_of(client, comment_round, "/y-kien?tim=duong lay")
    found = page_of(client, comment_round, "/y-kien?tim=100%25")
    assert "Giảm 100%" in found
    assert "lầy lội" not in found


def test_an_answer_stands_beside_its_comment_once_it_is_final(client: FlaskClient) -> None:
    comment_round = make_comment_round(kind="plan")
    answer(make_comment(comment_round, "Một"), "not_taken_in", reason="Vượt thẩm quyền.")
    answer(make_comment(comment_round, "Hai"), "noted", reason="Còn đang bàn.", is_final=False)
    page = page_of(client, comment_round, "/y-kien")
    assert "Không tiếp thu" in page
    assert "Vượt thẩm quyền." in page
    assert "Còn đang bàn." not in page


def test_nothing_is_called_taken_in_before_the_households_decided(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    answer(make_comment(comment_round))
    assert "Dự kiến tiếp thu" in page_of(client, comment_round, "/y-kien")
    make_household_decision(comment_round, present_count=60, agree_count=60, disagree_count=0)
    assert "Dự kiến tiếp thu" in page_of(client, comment_round, "/y-kien")
    make_household_decision(comment_round)
    assert "Dự kiến tiếp thu" not in page_of(client, comment_round, "/y-kien")


def test_a_comment_stays_with_its_version_and_says_where_the_provision_went(
    client: FlaskClient,
) -> None:
    comment_round, was = two_versions()
    clause = was["dieu-1.khoan-1"]
    make_comment(comment_round, "Hai ngày là vừa.", clause, version_id=clause.version_id)
    page = page_of(client, comment_round, "/y-kien/dieu-1")
    assert "Hai ngày là vừa." in page
    assert f'href="{address_of(comment_round)}?ban=1#dieu-1.khoan-1"' in page
    assert "Quy định này đã sửa, nay là khoản 1 Điều 1 của bản mới." in page
    reading = page_of(client, comment_round)
    assert f'href="{address_of(comment_round)}/y-kien/dieu-1.khoan-1"' in reading


def test_the_export_names_article_version_and_answer_of_every_comment(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    place = articles_of(comment_round)["dieu-2.khoan-1"]
    comment = make_comment(comment_round, provision=place)
    make_comment(comment_round, "Chung cho cả bản.")
    answer(comment, "in_part", after="Câu mới.")
    db.session.commit()
    address = f"/api/v1/comment-rounds/{comment_round.id}/comments"
    items = {one["id"]: one for one in client.get(address).get_json()["items"]}
    one = items.pop(str(comment.id))
    assert one["provision"] == {"path": "dieu-2.khoan-1", "name": "Khoản 1 Điều 2"}
    assert (one["version"], one["stance"]) == (1, "partly")
    assert one["disposition"]["kind"] == "in_part"
    assert one["disposition"]["wording"] == "Câu mới."
    assert [rest["provision"] for rest in items.values()] == [None]


def test_the_export_keeps_its_order_and_additions_behind_what_they_add_to(
    client: FlaskClient,
) -> None:
    comment_round = make_comment_round()
    begun = [make_comment(comment_round, received_on=DAY) for _ in range(6)]
    added = [
        make_comment(comment_round, follows_id=one.id, received_on=DAY + timedelta(days=at % 2))
        for at, one in enumerate(begun)
    ]
    db.session.commit()
    address = f"/api/v1/comment-rounds/{comment_round.id}/comments?per_page=5&page="
    pages = [client.get(f"{address}{number}").get_json()["items"] for number in (1, 2, 3)]
    items = [one for page in pages for one in page]
    ids = [one["id"] for one in items]
    assert sorted(ids) == sorted(str(one.id) for one in begun + added)
    for at, one in enumerate(items):
        assert one["follows"] in (None, items[at - 1]["id"])


def test_the_api_is_asked_again_cheaply(client: FlaskClient) -> None:
    comment_round = make_comment_round()
    make_comment(comment_round)
    db.session.commit()
    for further in ("", "/comments"):
        address = f"/api/v1/comment-rounds/{comment_round.id}{further}"
        seen = {"If-None-Match": client.get(address).headers["ETag"]}
        assert client.get(address, headers=seen).status_code == 304
