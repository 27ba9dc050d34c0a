"""What may lie beside a line of a self-report as evidence. Pure."""

from collections.abc import Collection

from base.rules import RuleBroken
from feedback.rules.attachments import CheckedFile, check_content

LARGEST = 20 * 1024 * 1024
MOST_FILES = 10


class EvidenceTooLarge(RuleBroken):
    sentence = (
        "Tệp lớn hơn 20 MB nên chưa nhận; những gì ông/bà đã điền vẫn còn. Xin nén ảnh trong tệp, tách thành "
        "nhiều tệp, hoặc ghi địa chỉ nơi đăng tệp vào ô ghi chú."
    )
    status = 413


class TooMuchEvidence(RuleBroken):
    sentence = "Mỗi chỉ tiêu có nhiều nhất 10 tệp minh chứng. Xin gộp các tệp hoặc bỏ bớt tệp cũ."


def check_evidence(
    name: str, content: bytes, sniffed: Collection[str], file_count: int
) -> CheckedFile:
    """`sniffed`: the endings that fit how the content begins, each with its dot."""
    if file_count >= MOST_FILES:
        raise TooMuchEvidence
    if len(content) > LARGEST:
        raise EvidenceTooLarge
    return check_content(name, content, sniffed)
