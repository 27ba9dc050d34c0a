"""The sentences that go with figures: reasons, notes, channels, verdicts."""

from base.words import N_

REASONS = {
    "no_answers": N_("chưa có phiếu"),
    "too_few_for_counts": N_("còn ít phiếu (dưới 10)"),
    "too_few_for_shares": N_("còn ít phiếu (dưới 30)"),
    "one_cluster": N_("phiếu chỉ đến trong một ngày, ở một nơi"),
    "small_effective_size": N_("các phiếu giống nhau theo ngày nên chưa đủ tin cậy"),
    "wide_interval": N_("khoảng tin cậy còn quá rộng"),
    "wide_for_its_level": N_("khoảng tin cậy còn quá rộng so với tỷ lệ"),
    "complement": N_("giữ lại để không ai suy ra được số của nơi ít phiếu"),
    "too_few_new": N_("mới thêm dưới 10 phiếu so với lần công bố trước"),
    "few_left_out": N_("chênh nhau dưới 10 phiếu"),
}

NOTES = {
    "review_few_df": N_("Phiếu đến trong ít ngày; cán bộ phải xem kỹ trước khi ký."),
    "review_at_edge": N_("Mọi phiếu trả lời như nhau; cán bộ phải xem kỹ trước khi ký."),
    "complement_unreliable": N_("Tỷ lệ chưa hài lòng suy ra từ đây kém chắc chắn."),
    "show_as_at_least": N_("Nhóm nhỏ gần như cùng ý kiến nên chỉ ghi mức chặn, không ghi số đúng."),
    "show_as_at_most": N_("Nhóm nhỏ gần như cùng ý kiến nên chỉ ghi mức chặn, không ghi số đúng."),
    "items_without_answers": N_(
        "Có nội dung không ai trả lời; các nội dung khác chia nhau trọng số."
    ),
    "items_below_count": N_("Có nội dung dưới 10 câu trả lời nên không công bố riêng."),
    "agencies_left_out": N_("Có cơ quan quá ít phiếu nên không tính được vào số toàn tỉnh."),
    "post_stratified": N_(
        "Phiếu được gia quyền theo số hồ sơ từng loại (lĩnh vực, đúng hay trễ hạn, cách nộp)."
    ),
    "collapsed": N_(
        "Phiếu được gia quyền theo số hồ sơ; loại ít phiếu được gộp theo thứ tự đã công bố."
    ),
    "raked": N_("Phiếu được gia quyền để khớp tổng số hồ sơ theo từng tiêu chí."),
    "unweighted_no_dossiers": N_("Chưa có số hồ sơ của cơ quan này nên phiếu chưa được gia quyền."),
    "unweighted_no_fit": N_(
        "Có loại hồ sơ không có phiếu nào nên không gia quyền được; số này chưa gia quyền."
    ),
    "unweighted_no_classes": N_(
        "Chưa biết loại hồ sơ của các mã đã dùng nên phiếu chưa được gia quyền theo loại."
    ),
    "low_response_rate": N_("Tỷ lệ trả lời thấp: xin đọc con số này một cách thận trọng."),
    "dossier_days_missing": N_("Có ngày đã phát mã mà chưa có số hồ sơ."),
    "from_others_untold": N_(
        "Có phiếu về hồ sơ nơi khác tiếp nhận mà cơ quan này giải quyết; chưa nêu bao nhiêu và tỷ lệ trả lời "
        "vì số phiếu ít, hoặc vì nêu ra sẽ suy được số của nơi khác."
    ),
}

CHANNELS = {
    "code": N_("Mã đánh giá"),
    "open_qr": N_("Quét mã QR"),
    "kiosk": N_("Máy tại quầy"),
    "paper": N_("Phiếu giấy"),
    "call_back": N_("Gọi điện lại"),
}

VERDICTS = {
    "higher": N_("cao hơn tỉnh"),
    "lower": N_("thấp hơn tỉnh"),
    "not_distinguishable": N_("chưa thấy khác"),
}
TONES = {"higher": "high", "lower": "low", "not_distinguishable": "mid"}

LEVELS = (
    N_("Rất không hài lòng"),
    N_("Không hài lòng"),
    N_("Bình thường"),
    N_("Hài lòng"),
    N_("Rất hài lòng"),
)
