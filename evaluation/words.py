"""Words of the year's evaluation that several pages share; message ids with the tone of their tag."""

from base.words import N_

UNIT_WORDS = {
    "percent": N_("Tỷ lệ %%"),
    "count": N_("Số lượng"),
    "yes_no": N_("Có hoặc chưa"),
    "date": N_("Ngày hoàn thành"),
}
PERIOD_WORDS = {
    "year": N_("Hằng năm"),
    "half_year": N_("Sáu tháng một lần"),
    "quarter": N_("Hằng quý"),
    "once": N_("Một lần"),
    "ongoing": N_("Thường xuyên"),
}
FILLER_WORDS = {
    "survey_held": N_("có đợt khảo sát đánh giá cơ quan trong năm"),
    "satisfaction_index": N_("chỉ số hài lòng do tỉnh khảo sát, đã công bố"),
    "comment_coverage": N_("ý kiến góp ý đã có tiếp thu, giải trình trên số ý kiến nhận được"),
    "days_to_answer": N_("số ngày trả lời một ý kiến góp ý (trung vị)"),
    "published_results": N_("đợt lấy ý kiến đã công bố kết quả trên số đợt đã kết thúc"),
    "portal_column": N_("trang của cơ quan trên Ý Dân có nội dung trong năm"),
}
YEAR_STATES = {
    "prepared": (N_("Đang chuẩn bị"), "neutral"),
    "reporting": (N_("Đang nhận tự đánh giá"), "brand"),
    "closed": (N_("Đã đóng nhận tự đánh giá"), "done"),
}
REPORT_STATES = {
    "": (N_("Chưa bắt đầu"), "neutral"),
    "draft": (N_("Đang điền"), "neutral"),
    "submitted": (N_("Đã gửi, chờ kiểm tra"), "brand"),
    "returned": (N_("Đã trả lại"), "warm"),
    "accepted": (N_("Đã chấp nhận"), "done"),
}
LINE_STATES = {
    "met": (N_("Đạt"), "done"),
    "reported": (N_("Đã điền"), "brand"),
    "short": (N_("Chưa đạt"), "amber"),
    "explained": (N_("Chỉ có ghi chú"), "amber"),
    "not_started": (N_("Chưa điền"), "neutral"),
}
LATE = (N_("Quá hạn"), "warm")
ACT_WORDS = {
    "submit": N_("gửi"),
    "return": N_("trả lại"),
    "accept": N_("chấp nhận"),
    "sample": N_("kiểm tra mẫu"),
}
