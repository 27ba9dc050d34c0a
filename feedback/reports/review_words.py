"""What each step of a review is called on the buttons that take it back or do it again."""

from base.words import N_

STEP_WORDS: dict[str, str] = {
    "merge": N_("ghép"),
    "up": N_("chuyển lên"),
    "down": N_("chuyển xuống"),
    "in": N_("chuyển vào trong"),
    "out": N_("chuyển ra ngoài"),
    "put": N_("kéo thả"),
    "split": N_("tách"),
    "settle": N_("đánh dấu đúng"),
    "rewrite": N_("sửa số, tên, loại"),
    "correct": N_("sửa chữ"),
}
