"""A round with many kinds of comments: what pages and documents are looked at with."""

from typing import Any

from base.sealed import seal_values
from feedback.models import CommentAuthor, CommentRound, RoundKind
from tests.factories import _add, make_agency, make_comment, make_staff
from tests.feedback.answering import (
    load_legal,
    make_answer,
    make_ended_round,
    make_group,
    provision_at,
)

LONG = (
    "Đề nghị quy định rõ thời gian mở loa đài trong đám cưới, đám tang: buổi sáng không trước 6 giờ, "
    "buổi tối không quá 22 giờ; ngày mùa bà con dậy sớm đi làm đồng nên có thể mở từ 5 giờ 30 để "
    "thông báo lịch lấy nước."
)


def fill_round(agency: Any, keys: Any, kind: str = RoundKind.VILLAGE) -> CommentRound:
    """Answered but for two comments; a group of four, names, stubs, a follow-up, a merged one."""
    load_legal()
    columns: dict[str, Any] = {"kind": kind}
    if kind == RoundKind.LEGAL:
        columns |= {
            "title": "Dự thảo Nghị quyết quy định mức hỗ trợ xây dựng nhà văn hóa thôn trên địa bàn xã",
            "slug": "nghi-quyet-nha-van-hoa-thon",
            "legal_basis": "Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15",
        }
    comment_round = make_ended_round(agency, **columns)
    clause = provision_at(comment_round, "dieu-1.khoan-2")
    first = make_comment(comment_round, LONG, provision=clause, stance="wording",
                         wording="Loa đài chỉ mở từ 5 giờ 30 đến 22 giờ.")  # fmt: skip
    make_answer(first, "in_part", reason="Tiếp thu giờ buổi tối; giờ buổi sáng giữ như dự thảo để không "
                "ảnh hưởng người già, trẻ nhỏ.", before=clause.text,
                after="Loa đài chỉ mở từ 6 giờ đến 22 giờ 30.")  # fmt: skip
    _add(
        CommentAuthor(
            comment_id=first.id,
            round_id=comment_round.id,
            sealed=seal_values(
                {"name": "Lê Văn Thành", "organisation": "", "email": "thanh@thon.example"},
                f"comment_author {first.id}",
                keys,
            ),
            shows_name=True,
            wants_answer=True,
        )
    )
    same = [
        make_comment(comment_round, "Nhất trí với quy định giữ vệ sinh đường làng.", stance="agree",
                     provision=provision_at(comment_round, "dieu-1.khoan-1"))
        for _one in range(4)
    ]  # fmt: skip
    make_group(comment_round, *same, provision_id=same[0].provision_id)
    for one in same:
        make_answer(one, "taken_in")
    more = make_comment(comment_round, "Bổ sung thêm: nên có thùng rác ở ngã ba.", follows_id=first.id,
                        provision=clause, stance="question")  # fmt: skip
    make_answer(more, "merged", reason="Cùng nội dung.", merged_into_id=first.id)
    whole = make_comment(comment_round, "Dự thảo dễ hiểu, bà con đồng tình.", stance="agree",
                         channel="meeting", author_kind="organisation")  # fmt: skip
    make_answer(whole, "noted", reason="Xin ghi nhận.")
    hidden = make_comment(comment_round, "Lời lẽ không phù hợp.", visibility="hidden", stance="disagree",
                          provision=provision_at(comment_round, "dieu-2"))  # fmt: skip
    make_answer(hidden, "not_taken_in", reason="Nội dung không liên quan đến dự thảo.")
    make_comment(comment_round, visibility="withdrawn", provision=clause)
    return comment_round


def leave_two_open(comment_round: CommentRound) -> None:
    other = provision_at(comment_round, "dieu-3")
    make_comment(comment_round, "Mức đóng góp quỹ thôn nên ghi rõ cho hộ nghèo.", provision=other)
    draft = make_comment(comment_round, "Ai kiểm tra việc này?", provision=other, stance="question")
    make_answer(draft, "noted", reason="Đang hỏi ban công tác Mặt trận", is_final=False)


def make_commune() -> Any:
    agency = make_agency("UBND xã Hợp Tiến")
    make_staff("agency_officer", agency=agency, full_name="Nguyễn Thị Hạnh")
    return agency
