"""What may be left out of the sum, and the errors of trying otherwise."""

from base.rules import RuleBroken

FEW = 10
FEW_WORDS = "dưới 10"  # as it stands in the public record: never translated


class NothingToExclude(RuleBroken):
    sentence = "Không còn phiếu nào của vụ việc này trong tổng. Xin chọn cách xử lý khác hoặc tải lại trang."


class NothingToRestore(RuleBroken):
    sentence = "Các phiếu này đã được tính lại rồi. Xin tải lại trang."


class ProposalWithoutList(RuleBroken):
    sentence = (
        "Đề nghị này không có danh sách phiếu được khóa khi đề nghị, nên không đồng ý được. "
        "Xin chọn «Không đồng ý» rồi đề nghị lại."
    )


class ProposalOutdated(RuleBroken):
    sentence = (
        "Từ lúc đề nghị đã có quyết định khác về các phiếu này. Xin chọn «Không đồng ý» rồi đề nghị lại "
        "để danh sách phiếu được khóa lại."
    )


class RoundSigned(RuleBroken):
    sentence = (
        "Kết quả của đợt khảo sát này đã ký nên không bớt, thêm phiếu được nữa; "
        "xin lập bản chỉ số đính chính trước."
    )


def public_count(count: int) -> int | str:
    """Fewer than ten are not told apart, not even in a public record."""
    return count if count >= FEW else FEW_WORDS
