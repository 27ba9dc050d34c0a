"""The cards of the desk: one a kind of work this person may do, and what waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.queries.agencies import get_agency_by_id
from agencies.queries.bodies import body_of
from agencies.queries.cases import count_cases
from agencies.queries.staff import list_waiting_grants, list_waiting_recoveries
from agencies.roles import Viewer
from base.clock import now, today
from base.permissions import Permission
from base.words import N_
from evaluation.reports.self_reports import day_owed
from portal.layout import STAFF_NAV, nav_items
from surveys.models import ReviewState
from surveys.queries.code_stock import Stock
from surveys.queries.texts import agencies_of_body, count_by_state
from surveys.reports.codes import low_stocks


@dataclass(frozen=True)
class Card:
    """`waiting`: words about what waits for this person; empty when nothing does."""

    title: str
    text: str
    url: str
    waiting: str = ""


_TEXTS: dict[str, str] = {
    "collection.board": N_("Hôm nay có bao nhiêu phiếu, nơi nào im lặng."),
    "rounds_staff.round_list": N_("Lập đợt, theo dõi, ký và công bố từng kỳ."),
    "places_staff.place_list": N_("Thêm nơi đặt, in áp phích, tem dán."),
    "questionnaires_staff.questionnaire_list": N_("Soạn, xem thử trên điện thoại, ban hành."),
    "codes_staff.batch_list": N_("Tạo mã theo số hồ sơ, in phiếu dán kín, thu hồi."),
    "api_keys_staff.key_list": N_("Khóa để phần mềm một cửa lấy mã, gửi số hồ sơ."),
    "counts_staff.count_list": N_("Đối chiếu số hồ sơ với số mã đã phát từng ngày."),
    "paper_staff.batch_list": N_("In, thu về, nhập hai lượt, chốt từng lô phiếu."),
    "paper_keying.task_list": N_("Các lô phiếu đang chờ ông/bà nhập."),
    "texts_staff.review_list": N_("Xem trước khi công khai, che tên và số điện thoại."),
    "detection_staff.alarm_list": N_("Nơi nào có phiếu khác thường, cần người xem xét."),
    "samples_staff.sample_list": N_("Gọi hỏi ngẫu nhiên xem người dân có tự trả lời không."),
    "indices_staff.snapshot_list": N_("Ký và công bố chỉ số hài lòng."),
    "province_board.board": N_("Chỉ số, bản đồ, việc quá hạn của toàn tỉnh."),
    "self_reports_staff.home": N_("Chỉ tiêu được giao, hạn từng việc, bản tự đánh giá."),
    "documents_staff.document_list": N_("Báo cáo kết quả thực hiện dân chủ, tải về để ký."),
    "year_results_staff.year_list": N_("Điểm và mức của từng năm, đề nghị xem xét lại."),
    "scorecards_staff.card_list": N_("Tiêu chí, điểm và cách đổi số liệu ra điểm."),
    "drafts_staff.draft_list": N_("Dự thảo của các cơ quan: soát từng điều, so các bản."),
    "comment_rounds_staff.round_list": N_("Mở đợt lấy ý kiến, trả lời, công bố tiếp thu."),
    "internal_rounds.round_list": N_("Quy chế của cơ quan mình đang lấy ý kiến cán bộ."),
    "moderation_staff.review_list": N_("Ý kiến bị ẩn và đề nghị xem xét lại."),
    "transfer_staff.transfer_home": N_("Tải số liệu, nhập kết quả các năm trước."),
    "cases_staff.case_list": N_("Đề nghị và quyết định, hai người thuộc hai cơ quan."),
    "agencies_staff.agency_list": N_("Danh mục cơ quan, sáp nhập, chia tách."),
    "accounts_staff.staff_list": N_("Mời cán bộ, cấp và duyệt vai trò."),
    "legal_staff.setting_list": N_("Thời hạn, ngưỡng, căn cứ đang áp dụng."),
    "audit_staff.entry_list": N_("Ai đã làm gì, lúc nào; không ai sửa được."),
}


def desk_cards() -> list[Card]:
    """Only what exists in this version and what this person may open."""
    waiting = _waiting()
    return [
        Card(label, _(_TEXTS[endpoint]), url_for(endpoint), waiting.get(endpoint, ""))
        for _title, entries in STAFF_NAV
        for label, endpoint in nav_items(entries)
        if endpoint in _TEXTS
    ]


def _waiting() -> dict[str, str]:
    """Endpoint → what waits there for this person."""
    found = {}
    viewer = current_viewer()
    if viewer.may(Permission.ACCOUNTS_EDIT):
        grants = [
            row for row in list_waiting_grants() if row.grant.proposed_by_id != viewer.staff_id
        ]
        recoveries = [
            row
            for row in list_waiting_recoveries(now())
            if row[0].proposed_by_id != viewer.staff_id
        ]
        if count := len(grants) + len(recoveries):
            found["accounts_staff.staff_list"] = _(
                "%(count)s đề nghị chờ người thứ hai", count=count
            )
    if viewer.may(Permission.CASES_DECIDE) and (count := count_cases(state="proposed")):
        found["cases_staff.case_list"] = _("%(count)s vụ việc chờ quyết định", count=count)
    if viewer.may(Permission.TEXTS_REVIEW) and (count := _proposed_texts(viewer.agency_id)):
        found["texts_staff.review_list"] = _("%(count)s lời ghi chờ người thứ hai", count=count)
    if viewer.may(Permission.CODES_EDIT) and (low := low_stocks(today(), viewer.agency_id)):
        found["codes_staff.batch_list"] = _few_codes(low)
    if owed := _owed_report(viewer):
        found["self_reports_staff.home"] = owed
    return found


def _owed_report(viewer: Viewer) -> str:
    """For who fills in the own agency's self-report: that it is not sent, and its day."""
    own = viewer.agency_id
    if own is None or not viewer.may(Permission.EVALUATION_REPORT, own):
        return ""
    until = day_owed(get_agency_by_id(own))
    if until is None:
        return ""
    words = _("chưa gửi, hạn %(day)s") if until >= today() else _("chưa gửi, quá hạn từ %(day)s")
    return words % {"day": until.strftime("%d/%m/%Y")}


def _few_codes(low: Sequence[Stock]) -> str:
    count, ended = len(low), sum(1 for one in low if not one.left)
    if ended == count:
        return _("%(count)s cơ quan đã hết mã", count=count)
    if ended:
        return _("%(count)s cơ quan đã hết hoặc sắp hết mã", count=count)
    return _("%(count)s cơ quan sắp hết mã", count=count)


def _proposed_texts(agency_id: int | None) -> int:
    """Proposals about other bodies than the own; none for who belongs to no body."""
    body = body_of(agency_id)
    if body is None:
        return 0
    return count_by_state(agencies_of_body(body)).get(ReviewState.PROPOSED, 0)
