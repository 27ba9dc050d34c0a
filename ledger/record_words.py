"""What public records are called on the page, and what their fields say. Unknown fields stand as they are."""

from base.words import N_
from ledger.record_types import RecordType

TYPES = {
    RecordType.CODES_COMMITTED: N_("Đã cam kết một đợt mã đánh giá"),
    RecordType.CODES_WITHDRAWN: N_("Thu hồi một đợt mã đánh giá"),
    RecordType.PAPER_BATCH: N_("Đã khai một tập phiếu giấy"),
    RecordType.EXCLUDE: N_("Tạm chưa tính hoặc loại phiếu"),
    RecordType.RESTORE: N_("Tính lại phiếu"),
    RecordType.METHOD: N_("Đổi cách tính"),
    RecordType.SCORE: N_("Công bố chỉ số"),
    RecordType.CLOSE: N_("Đóng đợt khảo sát"),
    RecordType.COMMENT_HIDDEN: N_("Ẩn, xóa hoặc hiện lại ý kiến góp ý"),
    RecordType.DISPOSITION: N_("Công bố kết quả tiếp thu, giải trình"),
    RecordType.LEDGER_RESTORED: N_("Khôi phục máy chủ từ bản sao"),
    RecordType.KEY_CHANGED: N_("Đổi khóa của sổ"),
}

FIELDS = {
    "act": N_("Việc"),
    "agency": N_("Cơ quan"),
    "batch": N_("Tập"),
    "case": N_("Vụ việc"),
    "citation": N_("Căn cứ"),
    "code_count": N_("Số mã"),
    "comment": N_("Ý kiến"),
    "content_hash": N_("Dấu vân tay của nội dung"),
    "count": N_("Số lượng"),
    "declared_count": N_("Số phiếu đã khai"),
    "first_serial": N_("Số phiếu giấy đầu"),
    "form_count": N_("Số phiếu giấy"),
    "issue_day": N_("Ngày phát"),
    "key": N_("Khóa"),
    "last_serial": N_("Số phiếu giấy cuối"),
    "missing_count": N_("Số mục thiếu nội dung"),
    "new_key": N_("Khóa mới"),
    "old_key": N_("Khóa cũ"),
    "period": N_("Kỳ công bố"),
    "public_size": N_("Số mục đã công bố"),
    "reason": N_("Lý do"),
    "recorded_at": N_("Ghi lúc"),
    "response_count": N_("Số phiếu"),
    "restored_size": N_("Số mục trong bản sao"),
    "root": N_("Mã tóm tắt"),
    "round": N_("Đợt"),
    "round_name": N_("Tên đợt"),
    "rule": N_("Quy tắc số"),
    "setting": N_("Quy định"),
    "snapshot": N_("Bảng số liệu"),
    "supersedes": N_("Thay cho"),
    "tree_size": N_("Tính từ số mục trong sổ"),
    "valid_from": N_("Có hiệu lực từ"),
    "valid_to": N_("Hết hiệu lực"),
    "expires_on": N_("Dùng được đến hết ngày"),
    "delivery": N_("Cách trao mã"),
    "roles": N_("Người quyết định"),
    "result": N_("Bản kết quả"),
    "closes_at": N_("Đóng lúc"),
    "number": N_("Lần"),
    "value": N_("Giá trị"),
}
# What a reader wants to know first; the rest follows by name.
FIRST = (
    "setting",
    "value",
    "agency",
    "round_name",
    "period",
    "act",
    "code_count",
    "count",
    "reason",
)
LEFT_OUT = ("event", "day")  # they head the record on the page

# Words of fields that hold one word of ours.
VALUES = {
    "set_aside": N_("tạm chưa tính"),
    "exclude": N_("loại"),
    "restore": N_("tính lại"),
    "hold": N_("tạm ẩn chờ người thứ hai"),
    "hide": N_("ẩn theo quy tắc"),
    "show": N_("hiện lại"),
    "withdraw": N_("người viết tự rút"),
    "erase": N_("xóa theo luật"),
    "slip": N_("Phiếu dán kín"),
    "receipt": N_("Mã trên giấy tiếp nhận hồ sơ"),
    "result": N_("Mã kèm thông báo kết quả"),
    "kiosk": N_("Máy đặt tại chỗ, không có cán bộ"),
}
