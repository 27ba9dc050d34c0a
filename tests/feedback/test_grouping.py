"""Which comments fall together, and what keeps them apart."""

import hashlib
from typing import Any

import pytest
from flask import Flask

from base.words import fold
from feedback.actions.groups import join_group, leave_group
from feedback.grouping import find_groups
from feedback.grouping_job import group_comments
from feedback.models import CommentGroup, CommentStanding
from feedback.queries.groups import GroupedText, list_groups
from feedback.rules.groups import GroupAcrossPlaces, GroupAcrossStances, GroupTooSmall, sense_mark
from tests.factories import make_comment
from tests.feedback.answering import make_ended_round, make_officer, provision_at

CAMPAIGN = "Đề nghị giữ nguyên mức đóng góp quỹ thôn như năm trước vì bà con còn nhiều khó khăn."


def text(number: int, words: str, **values: Any) -> GroupedText:
    folded = fold(words)
    print_of = hashlib.sha256(folded.encode()).digest()
    defaults: dict[str, Any] = {"provision_id": 1, "stance": "partly", "group_id": None}
    return GroupedText(number, **{**defaults, **values}, fingerprint=print_of, text=folded)


def made(*texts: GroupedText) -> list[list[int]]:
    return [ids for _place, ids in find_groups(texts).made]


@pytest.mark.parametrize(
    "other",
    [
        CAMPAIGN.upper(),
        fold(CAMPAIGN),
        CAMPAIGN.replace("vì bà con", "vì  bà con mình"),
        CAMPAIGN + " Trân trọng cảm ơn.",
    ],
)
def test_one_text_sent_with_small_changes_is_one_voice(other: str) -> None:
    assert made(text(1, CAMPAIGN), text(2, other)) == [[1, 2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tôi đồng ý với quy định của dự thảo này.", "Tôi không đồng ý với quy định của dự thảo này."),
        ("Loa đài chỉ nên mở đến 22 giờ vào ngày thường.", "Loa đài chỉ nên mở đến 23 giờ vào ngày thường."),
        ("Đồng ý", "Đồng ý kiến"),
        (CAMPAIGN, "Nên có thùng rác ở đầu mỗi ngõ để giữ vệ sinh chung của thôn."),
    ],
)  # fmt: skip
def test_texts_that_say_different_things_stay_apart(one: str, other: str) -> None:
    assert made(text(1, one), text(2, other)) == []


@pytest.mark.parametrize(
    "other",
    [
        "Kính gửi quý cơ quan. Một ngày là vừa.",
        "Theo tôi: một ngày là vừa",
        "Ý kiến của tôi: Một ngày là vừa. Xin chân thành cảm ơn!",
        "Kính thưa các ông các bà, theo tôi, một ngày là vừa. Mong được xem xét.",
    ],
)
def test_polite_openings_and_closings_do_not_keep_one_opinion_apart(other: str) -> None:
    assert made(text(1, "Một ngày là vừa."), text(2, other)) == [[1, 2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Theo tôi: không.", "Theo tôi: có."),
        ("Kính gửi quý cơ quan. Không nên thu thêm.", "Kính gửi quý cơ quan. Nên thu thêm từ tháng sau."),
        ("Cảm ơn ông trưởng thôn đã sửa đường.", "Đề nghị sửa đường."),
    ],
)  # fmt: skip
def test_courtesies_alone_bring_nothing_together(one: str, other: str) -> None:
    assert made(text(1, one), text(2, other)) == []


def test_equal_texts_about_other_provisions_or_with_other_stances_stay_apart() -> None:
    assert made(text(1, CAMPAIGN), text(2, CAMPAIGN, provision_id=2)) == []
    assert made(text(1, CAMPAIGN), text(2, CAMPAIGN, provision_id=None)) == []
    assert made(text(1, CAMPAIGN), text(2, CAMPAIGN, stance="disagree")) == []


def test_short_equal_texts_fall_together() -> None:
    assert made(text(1, "Đồng ý"), text(2, "đồng ý"), text(3, "Nhất trí")) == [[1, 2]]


def test_the_same_comments_in_any_order_give_the_same_groups() -> None:
    words = [
        CAMPAIGN,
        CAMPAIGN + " Cảm ơn.",
        "Nên có thùng rác ở ngõ.",
        "Nên có thùng rác ở các ngõ.",
    ]
    texts = [text(number, one) for number, one in enumerate(words * 5, start=1)]
    assert sorted(made(*texts)) == sorted(made(*reversed(texts)))


def test_new_comments_join_the_group_that_is_there() -> None:
    old = [text(1, CAMPAIGN, group_id=7), text(2, CAMPAIGN, group_id=7)]
    found = find_groups([*old, text(3, CAMPAIGN + " Cảm ơn.")])
    assert (found.joined, found.made) == ({7: [3]}, [])


def test_a_comment_taken_out_by_hand_is_never_taken_back() -> None:
    alone = text(1, CAMPAIGN, group_id=9)
    found = find_groups([alone, text(2, CAMPAIGN), text(3, CAMPAIGN)])
    assert (found.joined, found.made) == ({}, [(1, [2, 3])])


def test_numbers_and_negations_make_the_sense_mark() -> None:
    assert sense_mark(fold("Không quá 1.500.000 đồng, 22/11")) == (
        ("1.500.000", "22/11"),
        ("khong",),
    )


@pytest.fixture
def ended(app: Flask) -> Any:
    return make_ended_round()


def groups_of(db: Any, *comments: Any) -> list[int | None]:
    db.session.expire_all()
    return [db.session.get_one(CommentStanding, one.id).group_id for one in comments]


def test_grouping_twice_changes_nothing_and_labels_hold_no_words(db: Any, ended: Any) -> None:
    comments = [make_comment(ended, CAMPAIGN) for _one in range(3)]
    other = make_comment(ended, "Nên trồng thêm cây ở nhà văn hóa.")
    gone = make_comment(ended, CAMPAIGN, visibility="withdrawn")
    db.session.commit()
    assert group_comments(ended.id) == 3
    db.session.commit()
    first = groups_of(db, *comments, other, gone)
    assert len(set(first[:3])) == 1
    assert first[3:] == [None, None]
    assert group_comments(ended.id) == 0
    assert groups_of(db, *comments, other, gone) == first
    group = db.session.get_one(CommentGroup, first[0])
    assert (group.size, group.label) == (3, "")


def test_officers_take_out_and_put_together_and_it_is_in_the_trail(db: Any, ended: Any) -> None:
    from agencies.models import AuditEntry

    officer = make_officer(ended.agency_id)
    comments = [make_comment(ended, CAMPAIGN) for _one in range(3)]
    other = make_comment(ended, "Nên trồng thêm cây ở nhà văn hóa.")
    db.session.commit()
    group_comments(ended.id)
    db.session.commit()
    leave_group(officer, ended, comments[0].id)
    db.session.commit()
    group_comments(ended.id)
    db.session.commit()
    lone, *rest = groups_of(db, *comments)
    assert lone not in rest
    assert [row.count for row in list_groups(ended.id, 10, 0)[0]] == [2]
    join_group(officer, ended, [comments[0].id, comments[1].id, other.id])
    assert len(set(groups_of(db, *comments, other))) == 1
    acts = [one.act for one in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts == ["comment_group.leave", "comment_group.join"]


def test_only_comments_about_one_provision_can_be_put_together(ended: Any) -> None:
    officer = make_officer(ended.agency_id)
    here = make_comment(ended)
    there = make_comment(ended, provision=provision_at(ended, "dieu-1"))
    with pytest.raises(GroupTooSmall):
        join_group(officer, ended, [here.id])
    with pytest.raises(GroupAcrossPlaces):
        join_group(officer, ended, [here.id, there.id])


def test_a_stopped_grouping_leaves_no_group_behind(db: Any, ended: Any) -> None:
    from base.jobs import JobStopped

    for _one in range(3):
        make_comment(ended, CAMPAIGN)
    db.session.commit()

    def stop(_done: int) -> None:
        raise JobStopped

    with pytest.raises(JobStopped):
        group_comments(ended.id, stop)
    assert db.session.query(CommentGroup).count() == 0


def test_criticism_is_not_buried_by_hand_in_a_group_of_supporters(ended: Any) -> None:
    officer = make_officer(ended.agency_id)
    for_it = [make_comment(ended, f"Đồng ý {number}.", stance="agree") for number in range(3)]
    against = make_comment(ended, "Tôi phản đối.", stance="disagree")
    join_group(officer, ended, [one.id for one in for_it])
    with pytest.raises(GroupAcrossStances):
        join_group(officer, ended, [for_it[0].id, against.id])
