"""What codes of comments are called on screen and in documents."""

from base.words import N_

STANCE_TONES = {
    "agree": "done",
    "partly": "amber",
    "disagree": "warm",
    "question": "neutral",
    "wording": "brand",
}
CHANNELS: dict[str, str] = {
    "web": N_("Trang web"),
    "paper": N_("Phiếu giấy"),
    "meeting": N_("Cuộc họp"),
    "phone": N_("Điện thoại"),
    "hotline": N_("Đường dây nóng"),
    "front": N_("Qua Mặt trận Tổ quốc"),
}
AUTHOR_KINDS: dict[str, str] = {
    "individual": N_("Cá nhân"),
    "organisation": N_("Tổ chức"),
}
ANSWER_TONES = {"none": "neutral", "draft": "amber", "done": "done"}
