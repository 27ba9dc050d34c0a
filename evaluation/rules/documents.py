"""Who may write into whose report, and what may be written."""

from base.rules import RuleBroken

LONGEST_TEXT = 20_000
MOST_SIGNER_LINES = 4


class NotOwnReport(RuleBroken):
    is_custody = True
    sentence = (
        "Lời trong báo cáo của một cơ quan chỉ do cán bộ của chính cơ quan đó viết. Nếu cần bổ sung, xin "
        "trao đổi với cơ quan."
    )


class NoAgencyToReport(RuleBroken):
    sentence = "Kỳ này chưa có UBND xã, phường nào nên không có báo cáo để lập."


def check_may_write(may_edit_province: bool, may_report: bool, is_province: bool) -> None:
    """The province's reports are the department's, an agency's its own officers'."""
    if not (may_edit_province if is_province else may_report):
        raise NotOwnReport
