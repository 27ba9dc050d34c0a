"""The words people read for the kinds, states and choices of feedback: one place for pages, files and feeds.

Every value is a message id; whoever shows it translates it.
"""

from base.words import N_
from feedback.models import (
    CommentChannel,
    DispositionKind,
    RoundKind,
    RoundState,
    Stance,
)

KIND_WORDS: dict[str, str] = {
    RoundKind.LEGAL: N_("Văn bản quy phạm pháp luật"),
    RoundKind.VILLAGE: N_("Hương ước, quy ước"),
    RoundKind.AGENCY: N_("Quy chế của cơ quan"),
    RoundKind.PLAN: N_("Kế hoạch, đề án, dự án"),
    RoundKind.LAND: N_("Đất đai"),
    RoundKind.OTHER: N_("Nội dung khác"),
}

STATE_WORDS: dict[str, str] = {
    RoundState.PREPARED: N_("Sắp lấy ý kiến"),
    RoundState.OPEN: N_("Đang lấy ý kiến"),
    RoundState.CLOSED: N_("Đã hết hạn góp ý"),
    RoundState.ANSWERING: N_("Đang tổng hợp, giải trình"),
    RoundState.PUBLISHED: N_("Đã công bố kết quả"),
    RoundState.ARCHIVED: N_("Lưu trữ"),
}
STATE_TONES: dict[str, str] = {
    RoundState.PREPARED: "amber",
    RoundState.OPEN: "brand",
    RoundState.PUBLISHED: "done",
}

STANCE_WORDS: dict[str, str] = {
    Stance.AGREE: N_("Đồng ý"),
    Stance.PARTLY: N_("Đồng ý một phần"),
    Stance.DISAGREE: N_("Không đồng ý"),
    Stance.QUESTION: N_("Câu hỏi"),
    Stance.WORDING: N_("Đề nghị sửa câu chữ"),
}

STANCE_TONES = {
    "agree": "done",
    "partly": "amber",
    "disagree": "warm",
    "question": "neutral",
    "wording": "brand",
}
ANSWER_TONES = {"none": "neutral", "draft": "amber", "done": "done"}

# How a comment came, where it was not written on the page itself.
CHANNEL_WORDS: dict[str, str] = {
    CommentChannel.PAPER: N_("góp ý bằng giấy"),
    CommentChannel.MEETING: N_("góp ý tại cuộc họp"),
    CommentChannel.PHONE: N_("góp ý qua điện thoại"),
    CommentChannel.HOTLINE: N_("góp ý qua đường dây nóng"),
    CommentChannel.FRONT: N_("góp ý qua Mặt trận"),
}

# The same in tables, charts and documents.
CHANNELS: dict[str, str] = {
    "web": N_("Trang web"),
    "paper": N_("Bản giấy"),
    "meeting": N_("Cuộc họp"),
    "phone": N_("Điện thoại"),
    "hotline": N_("Đường dây nóng"),
    "front": N_("Qua Mặt trận Tổ quốc"),
}
AUTHOR_KINDS: dict[str, str] = {
    "individual": N_("Cá nhân"),
    "organisation": N_("Tổ chức"),
}

AUTHOR_WORDS: dict[str, str] = {
    "individual": N_("một người dân"),
    "organisation": N_("một tổ chức"),
}

DISPOSITION_WORDS: dict[str, str] = {
    DispositionKind.TAKEN_IN: N_("Tiếp thu"),
    DispositionKind.IN_PART: N_("Tiếp thu một phần"),
    DispositionKind.NOT_TAKEN_IN: N_("Không tiếp thu"),
    DispositionKind.NOTED: N_("Ghi nhận"),
    DispositionKind.OUT_OF_SCOPE: N_("Ngoài phạm vi dự thảo"),
    DispositionKind.MERGED: N_("Trả lời cùng ý kiến khác"),
}

FILE_WORDS: dict[str, str] = {
    "docx": "Word (DOCX)",
    "xlsx": "Excel (XLSX)",
    "pdf": "PDF",
    "csv": "CSV",
    "json": "JSON",
}

# Before the households have decided their hương ước nobody can promise them anything.
TENTATIVE_WORDS: dict[str, str] = {
    **DISPOSITION_WORDS,
    DispositionKind.TAKEN_IN: N_("Dự kiến tiếp thu"),
    DispositionKind.IN_PART: N_("Dự kiến tiếp thu một phần"),
    DispositionKind.NOT_TAKEN_IN: N_("Đề nghị không tiếp thu"),
}


def disposition_words(round_kind: str, is_decided: bool = False) -> dict[str, str]:
    """What the kinds of answers are called; `is_decided`: the households have voted on their hương ước."""
    is_open = round_kind == RoundKind.VILLAGE and not is_decided
    return TENTATIVE_WORDS if is_open else DISPOSITION_WORDS


# What passes and what does not, by the kind of round: people must not take this page for the vote.
WARNING_WORDS: dict[str, str] = {
    RoundKind.LEGAL: N_(
        "Ý kiến được tổng hợp, tiếp thu, giải trình và công bố trước khi văn bản được thông qua; "
        "góp ý không phải là biểu quyết."
    ),
    RoundKind.VILLAGE: N_(
        "Sau đó thôn, tổ dân phố họp; việc thông qua do các hộ biểu quyết tại cuộc họp, "
        "không biểu quyết ở đây."
    ),
    RoundKind.AGENCY: N_(
        "Cơ quan tổng hợp, trả lời từng ý kiến rồi mới ban hành quy chế; "
        "góp ý không phải là biểu quyết."
    ),
    RoundKind.PLAN: N_(
        "Ý kiến được tổng hợp, giải trình và công bố trước khi cơ quan có thẩm quyền quyết định; "
        "góp ý không phải là biểu quyết."
    ),
    RoundKind.LAND: N_(
        "Góp ý ở đây không thay cho việc lấy ý kiến trực tiếp người có đất "
        "theo quy định của pháp luật về đất đai."
    ),
    RoundKind.OTHER: N_(
        "Ý kiến được tổng hợp, giải trình và công bố; góp ý không phải là biểu quyết."
    ),
}
FRONT_WARNING = N_(
    "Đây là đợt phản biện xã hội của Mặt trận Tổ quốc, lấy và tổng hợp riêng "
    "với đợt góp ý của cơ quan soạn thảo."
)
