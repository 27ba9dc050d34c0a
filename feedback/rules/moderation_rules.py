"""The published list of rules by which a comment may be held or hidden. Numbers are for ever.

A rule is never removed or renumbered; a new one gets the next number.
"""

from dataclasses import dataclass

from base.words import N_


@dataclass(frozen=True)
class ModerationRule:
    number: int
    name: str
    words: str


RULES: tuple[ModerationRule, ...] = (
    ModerationRule(
        1,
        N_("Đời tư của người khác"),
        N_(
            "Nêu chuyện riêng, sức khỏe, gia đình, tài sản của một người cụ thể mà người đó không "
            "đồng ý. Nói về việc làm của cán bộ trong khi làm nhiệm vụ không thuộc quy tắc này."
        ),
    ),
    ModerationRule(
        2,
        N_("Xúc phạm, đe dọa"),
        N_(
            "Lăng mạ, đe dọa một người hay một nhóm người. Phê bình gay gắt không phải là xúc phạm."
        ),
    ),
    ModerationRule(
        3,
        N_("Số điện thoại, số giấy tờ của người khác"),
        N_("Có số điện thoại, số căn cước, số tài khoản, địa chỉ nhà của người khác."),
    ),
    ModerationRule(
        4,
        N_("Quảng cáo, thư rác"),
        N_(
            "Rao bán, quảng cáo, chữ vô nghĩa lặp lại, hoặc gửi hàng loạt bằng máy. Nhiều người cùng "
            "gửi một ý kiến giống nhau không phải là thư rác."
        ),
    ),
    ModerationRule(
        5,
        N_("Bí mật nhà nước"),
        N_("Để lộ nội dung thuộc bí mật nhà nước theo Luật Bảo vệ bí mật nhà nước."),
    ),
    ModerationRule(
        6,
        N_("Nội dung pháp luật cấm phổ biến"),
        N_(
            "Kích động bạo lực, chia rẽ dân tộc, tôn giáo; đồi trụy; nội dung khác mà luật cấm. Phải "
            "nêu rõ điều luật trong lý do."
        ),
    ),
    ModerationRule(
        7,
        N_("Đơn khiếu nại, tố cáo"),
        N_(
            "Là đơn khiếu nại, tố cáo phải giải quyết theo thủ tục riêng và giữ bí mật người gửi; người "
            "gửi được chỉ nơi nộp."
        ),
    ),
)
_BY_NUMBER = {rule.number: rule for rule in RULES}


def rule_named(number: int | None) -> ModerationRule | None:
    """None for a number that no rule has."""
    return _BY_NUMBER.get(number or 0)
