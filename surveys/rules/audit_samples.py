"""How many dossiers are called, and the errors of asking otherwise."""

from collections.abc import Collection
from dataclasses import dataclass

from base.rules import RuleBroken

SMALLEST = 60  # calls: 59 clean ones bound the false share at 5 %
LARGEST = 400


class NoCheckpointYet(RuleBroken):
    sentence = (
        "Sổ công khai chưa có mốc chốt sổ nào để bốc mẫu. Xin đợi mốc đầu tiên (khoảng 10 phút)."
    )


class NoDossiers(RuleBroken):
    sentence = "Tháng này chưa có số hồ sơ hay số mã của cơ quan nên chưa bốc mẫu được."


class OutcomeUnknown(RuleBroken):
    sentence = "Kết quả gọi này không có trong danh sách. Xin chọn lại."


@dataclass(frozen=True)
class Noted:
    """What somebody chose for a call; `seen_revision`: how often it had been noted on their page."""

    outcome: str
    seen_revision: int | None = None


def is_new(before: str, chosen: str, known: Collection[str]) -> bool:
    """Whether a row is due; raises OutcomeUnknown."""
    if chosen and chosen not in known:
        raise OutcomeUnknown
    return chosen != before
