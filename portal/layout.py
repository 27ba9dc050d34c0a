"""What every page's frame needs: names, navigation, whether the data are made up."""

from typing import Any

from flask import Flask, current_app, g
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.names import name_of
from agencies.queries.installation import find_installation
from base.permissions import Permission
from base.words import N_

PUBLIC_NAV = (
    (N_("Chỉ số hài lòng"), "indices.index_list"),
    (N_("Kết quả năm"), "year_results.newest"),
    (N_("Đợt khảo sát"), "rounds.round_list"),
    (N_("Góp ý dự thảo"), "comment_rounds.round_list"),
    (N_("Kiểm tra phiếu"), "answers.check"),
    (N_("Sổ công khai"), "ledger.home"),
    (N_("Dữ liệu mở"), "portal.open_data"),
    (N_("Cách tính"), "portal.method"),
)

# Heading → entries; a heading without an entry that the viewer may open is left out.
STAFF_NAV = (
    ("", ((N_("Bàn làm việc"), "portal_staff.dashboard", Permission.SIGNED_IN),)),
    (
        N_("Khảo sát"),
        (
            (N_("Thu phiếu"), "collection.board", Permission.COLLECTION_READ),
            (N_("Đợt khảo sát"), "rounds_staff.round_list", Permission.ROUNDS_READ),
            (
                N_("Bộ câu hỏi"),
                "questionnaires_staff.questionnaire_list",
                Permission.QUESTIONNAIRES_READ,
            ),
            (N_("Nơi đặt mã QR"), "places_staff.place_list", Permission.PLACES_READ),
            (N_("Mã đánh giá"), "codes_staff.batch_list", Permission.CODES_READ),
            (N_("Số hồ sơ"), "counts_staff.count_list", Permission.COUNTS_READ),
            (N_("Phiếu giấy"), "paper_staff.batch_list", Permission.PAPER_READ),
            (N_("Nhập phiếu giấy"), "paper_keying.task_list", Permission.PAPER_KEY),
        ),
    ),
    (
        N_("Kết quả"),
        (
            (N_("Toàn cảnh tỉnh"), "province_board.board", Permission.BOARD_READ),
            (N_("Chỉ số"), "indices_staff.snapshot_list", Permission.INDICES_SIGN),
            (N_("Lời ghi của người dân"), "texts_staff.review_list", Permission.TEXTS_REVIEW),
            (N_("Xuất, nhập phiếu"), "transfer_staff.transfer_home", Permission.RESPONSES_EXPORT),
        ),
    ),
    (
        N_("Kiểm chứng"),
        (
            (N_("Dấu hiệu bất thường"), "detection_staff.alarm_list", Permission.DETECTION_READ),
            (N_("Mẫu gọi điện"), "samples_staff.sample_list", Permission.SAMPLES_READ),
            (N_("Vụ việc"), "cases_staff.case_list", Permission.CASES_READ),
            (N_("Ý kiến bị ẩn"), "moderation_staff.review_list", Permission.COMMENTS_REVIEW),
        ),
    ),
    (
        N_("Góp ý dự thảo"),
        (
            (N_("Dự thảo"), "drafts_staff.draft_list", Permission.FEEDBACK_READ),
            (N_("Lấy ý kiến"), "comment_rounds_staff.round_list", Permission.FEEDBACK_READ),
            (N_("Góp ý nội bộ"), "internal_rounds.round_list", Permission.SIGNED_IN),
        ),
    ),
    (
        N_("Đánh giá năm"),
        (
            (N_("Tự đánh giá"), "self_reports_staff.home", Permission.EVALUATION_READ),
            (N_("Năm đánh giá"), "years_staff.year_list", Permission.EVALUATION_READ),
            (N_("Chỉ tiêu"), "targets_staff.catalogue_list", Permission.EVALUATION_READ),
            (N_("Báo cáo"), "documents_staff.document_list", Permission.EVALUATION_DOCUMENTS),
            (N_("Kết quả năm"), "year_results_staff.year_list", Permission.EVALUATION_READ),
            (N_("Bảng chấm điểm"), "scorecards_staff.card_list", Permission.EVALUATION_EDIT),
        ),
    ),
    (
        N_("Hệ thống"),
        (
            (N_("Cơ quan"), "agencies_staff.agency_list", Permission.AGENCIES_READ),
            (N_("Tài khoản"), "accounts_staff.staff_list", Permission.ACCOUNTS_READ),
            (N_("Khóa kết nối"), "api_keys_staff.key_list", Permission.API_KEYS_EDIT),
            (N_("Quy định"), "legal_staff.setting_list", Permission.LEGAL_READ),
            (N_("Nhật ký"), "audit_staff.entry_list", Permission.AUDIT_READ),
            (N_("Việc chạy nền"), "jobs_staff.job_list", Permission.SIGNED_IN),
        ),
    ),
)


def installation() -> Any:
    """The installation's row, once a request; None before the database is set up."""
    if "installation" not in g:
        g.installation = find_installation()
    return g.installation


def existing(endpoints: tuple[str, ...]) -> set[str]:
    """Those endpoints that this version of the site has."""
    return {one for one in endpoints if one in current_app.view_functions}


def nav_items(entries: tuple[tuple[Any, ...], ...]) -> list[tuple[str, str]]:
    """(label, endpoint) of the entries that exist and that this viewer may open."""
    items = []
    for label, endpoint, *permission in entries:
        exists = endpoint in current_app.view_functions
        if exists and (not permission or current_viewer().may(permission[0])):
            items.append((_(label), endpoint))
    return items


def staff_nav() -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, its entries) for this viewer; the desk stands first, without a heading."""
    groups = ((title, nav_items(entries)) for title, entries in STAFF_NAV)
    return [(_(title) if title else "", items) for title, items in groups if items]


def init_layout(app: Flask) -> None:
    app.jinja_env.globals.update(
        installation=installation,
        public_nav=lambda: nav_items(PUBLIC_NAV),
        agency_name=name_of,
        staff_nav=staff_nav,
    )
