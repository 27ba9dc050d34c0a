"""What the reader of drafts can be unsure of: a code a node carries, and the sentence an officer sees."""

from base.words import N_

NUMBER_REPEATED = "number-repeated"
NUMBER_SKIPPED = "number-skipped"
NUMBER_BACKWARDS = "number-backwards"
MAY_BE_HEADING = "may-be-heading"
MAY_BE_REFERENCE = "may-be-reference"
MAY_BE_PAGE_NUMBER = "may-be-page-number"
JOINED_OVER_PAGE = "joined-over-page"
LEVEL_UNSURE = "level-unsure"
PLACE_UNSURE = "place-unsure"
QUOTE_UNCLOSED = "quote-unclosed"
FROM_TCVN3 = "from-tcvn3"
FROM_VNI = "from-vni"
FROM_OTHER_ENCODING = "from-other-encoding"
PAGE_FURNITURE_DROPPED = "page-furniture-dropped"
NUMBERS_NOT_REBUILT = "numbers-not-rebuilt"
TABLE_GUESSED = "table-guessed"
PICTURE_LEFT_OUT = "picture-left-out"

DOUBTS: dict[str, str] = {
    NUMBER_REPEATED: N_("Số này đã có ở trên. Chương trình giữ nguyên như trong dự thảo."),
    NUMBER_SKIPPED: N_(
        "Số không liền với số đứng trước. Chương trình giữ nguyên như trong dự thảo."
    ),
    NUMBER_BACKWARDS: N_("Số nhỏ hơn số đứng trước. Chương trình giữ nguyên như trong dự thảo."),
    MAY_BE_HEADING: N_("Dòng này có thể là một đề mục. Xin xem lại."),
    MAY_BE_REFERENCE: N_("Dòng này có thể chỉ là dẫn chiếu, không phải một điều mới. Xin xem lại."),
    MAY_BE_PAGE_NUMBER: N_("Con số đứng riêng này có thể là số trang. Xin xem lại."),
    JOINED_OVER_PAGE: N_("Đoạn này được nối lại từ hai phần bị ngắt, có thể do sang trang."),
    LEVEL_UNSURE: N_("Chưa chắc mục này thuộc cấp nào. Xin xem lại."),
    PLACE_UNSURE: N_("Chưa chắc đoạn này thuộc điểm đứng trước hay thuộc cả khoản. Xin xem lại."),
    QUOTE_UNCLOSED: N_("Có dấu mở ngoặc kép mà không thấy dấu đóng. Xin xem lại phần được trích."),
    FROM_TCVN3: N_(
        "Đoạn này được chuyển từ phông chữ TCVN3 (.VnTime) sang Unicode. Xin xem lại dấu."
    ),
    FROM_VNI: N_("Đoạn này được chuyển từ phông chữ VNI sang Unicode. Xin xem lại dấu."),
    FROM_OTHER_ENCODING: N_("Tệp dùng bảng mã cũ, đã được chuyển sang Unicode. Xin xem lại dấu."),
    PAGE_FURNITURE_DROPPED: N_("Số trang hoặc dòng lặp lại ở đầu, cuối trang đã được bỏ ra."),
    NUMBERS_NOT_REBUILT: N_(
        "Số tự động của Word không đọc được trong tệp này. Xin đối chiếu với bản in."
    ),
    TABLE_GUESSED: N_("Bảng được đoán theo khoảng cách trên trang. Xin xem lại các cột."),
    PICTURE_LEFT_OUT: N_("Có hình ở đây; hình không được đưa vào nội dung dự thảo."),
}
