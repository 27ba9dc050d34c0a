"""How roles and kinds of act are called on screen."""

from agencies.models import Role
from base.words import N_

ROLE_WORDS: dict[str, str] = {
    Role.AGENCY_OFFICER: N_("Cán bộ của cơ quan"),
    Role.CLERK: N_("Người nhập phiếu giấy"),
    Role.DEPARTMENT: N_("Sở Nội vụ"),
    Role.INSPECTOR: N_("Thanh tra tỉnh"),
    Role.OBSERVER: N_("Giám sát (MTTQ, Ban Thanh tra nhân dân)"),
    Role.READER: N_("Lãnh đạo xem kết quả"),
    Role.ACCOUNT_ADMIN: N_("Quản trị tài khoản"),
}

ROLE_HINTS: dict[str, str] = {
    Role.AGENCY_OFFICER: N_("Nơi đặt mã QR, áp phích của cơ quan mình; xem kết quả đã công bố."),
    Role.CLERK: N_("Nhập phiếu giấy được giao; không xem số tổng."),
    Role.DEPARTMENT: N_("Bộ câu hỏi, đợt khảo sát, vụ việc (người thứ nhất), chỉ số."),
    Role.INSPECTOR: N_("Người thứ hai trong vụ việc; xem xét lại; kiểm tra mẫu."),
    Role.OBSERVER: N_("Xem kết quả đã công bố và số đếm; không quyết định."),
    Role.READER: N_("Xem kết quả đã công bố, đã chốt."),
    Role.ACCOUNT_ADMIN: N_("Tài khoản cán bộ và danh mục cơ quan."),
}
