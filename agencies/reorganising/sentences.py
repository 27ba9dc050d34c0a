"""What is said about rows that stand in the way of a plan."""

from base.words import N_

NAME_MISSING = N_("Cơ quan mới mang mã %(code)s chưa có trong danh bạ. Xin ghi tên mới.")
NAMES_DIFFER = N_("Cơ quan mới mang mã %(code)s có nhiều tên khác nhau. Xin ghi một tên.")
BEGINS_TWICE = N_(
    "Cơ quan mới mang mã %(code)s bắt đầu từ nhiều ngày (%(days)s). Một cơ quan mới chỉ có một ngày bắt đầu; "
    "xin ghi cùng một ngày."
)
OLD_UNKNOWN = N_("Không có cơ quan cũ nào mang mã %(code)s, trong danh bạ cũng như trong tệp.")
KINDS_DIFFER = N_(
    "Cơ quan cũ %(code)s có nhiều hình thức hoặc nhiều ngày. Xin ghi một hình thức, một ngày."
)
OLD_ENDED = N_("%(name)s đã hết hiệu lực từ %(day)s nên không sắp xếp nữa được.")
TOO_EARLY = N_("Cơ quan %(code)s bắt đầu từ %(day)s. Ngày sắp xếp phải sau ngày đó.")
SAME_TWICE = N_("Cơ quan cũ %(code)s chuyển hai lần sang cùng một mã mới. Xin gộp các dòng.")
ONE_ROW = N_(
    "Cơ quan %(code)s có nhiều dòng. Sáp nhập, đổi tên chỉ ghi một dòng; nếu chia, xin ghi «chia tách»."
)
ITSELF = N_(
    "Cơ quan %(code)s không thể sáp nhập vào hay đổi tên thành chính nó. Xin ghi mã mới khác."
)
WHOLE_ONLY = N_("Sáp nhập, đổi tên thì chuyển toàn bộ. Xin để trống tỷ lệ hoặc ghi 1.")
CODE_TAKEN = N_(
    "Đổi tên cần mã mới, nhưng mã %(code)s đã có cơ quan dùng. Nếu nhập vào đó, xin ghi «sáp nhập»."
)
SPLIT_ALONE = N_(
    "Chia tách cần ít nhất hai dòng cho cơ quan %(code)s. Phần ở lại ghi mã mới trùng mã cũ."
)
WEIGHT_MISSING = N_("Cơ quan %(code)s: xin ghi tỷ lệ ở mọi dòng, hoặc để trống hết để máy đề xuất.")
NOT_WHOLE = N_("Tỷ lệ chia của cơ quan %(code)s cộng lại là %(total)s. Xin sửa để tổng bằng 1.")
GAP = N_(
    "%(name)s đến %(begins)s mới hoạt động, nên từ %(day)s đến đó không có cơ quan nào nhận việc. "
    "Xin sửa ngày để không hở."
)
HEIR_ENDED = N_("%(name)s đã hết hiệu lực từ %(day)s nên không nhận thêm được.")
OTHER_NAME = N_(
    "Mã %(code)s trong danh bạ là «%(name)s». Xin để trống tên mới hoặc ghi đúng tên đó."
)
HEIR_LEAVES = N_(
    "Cơ quan %(code)s nhận việc khi chính nó đã chuyển đi. Xin xem lại ngày của các dòng này."
)
CIRCLE = N_("Các dòng này đi vòng: cơ quan cũ cuối cùng lại kế thừa chính mình. Xin bỏ một dòng.")
