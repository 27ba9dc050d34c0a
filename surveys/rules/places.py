"""Pure decisions about QR places: planned → in use → moved | withdrawn; printed codes live for ever."""

from base.rules import RuleBroken

NEXT_STATES: dict[str, frozenset[str]] = {
    "planned": frozenset({"in_use", "withdrawn"}),
    "in_use": frozenset({"moved", "withdrawn"}),
    "moved": frozenset(),
    "withdrawn": frozenset(),
}


class PlaceCannotChange(RuleBroken):
    sentence = (
        "Nơi đặt mã này đã chuyển hoặc đã thôi dùng nên không đổi được nữa. "
        "Nếu cần, xin tạo nơi đặt mã mới."
    )


class PlaceNotInUse(RuleBroken):
    sentence = "Chỉ chuyển được nơi đặt mã đang dùng."


class PlaceMovesOntoItself(RuleBroken):
    sentence = "Nơi mới phải khác nơi cũ và đang dùng. Xin chọn nơi khác hoặc tạo nơi mới."


class LastPlaceOfRound(RuleBroken):
    is_custody = True
    sentence = (
        "Đây là nơi đặt mã cuối cùng của cơ quan trong đợt «%(round)s» đang nhận phiếu. Cơ quan được "
        "đánh giá không tự đóng đợt của mình: xin chuyển sang một nơi mới, hoặc nhờ Sở Nội vụ."
    )


def check_place_change(state: str, to: str) -> None:
    if to not in NEXT_STATES[state]:
        raise PlaceCannotChange


def check_place_alive(state: str) -> None:
    """Only a place that is planned or in use gets another name."""
    if state not in ("planned", "in_use"):
        raise PlaceCannotChange


def check_move(state: str, place_id: int, target_id: int, target_state: str) -> None:
    if state != "in_use":
        raise PlaceNotInUse
    if place_id == target_id or target_state != "in_use":
        raise PlaceMovesOntoItself


class NoPlaceToPrint(RuleBroken):
    sentence = "Không có nơi đặt mã nào đang dùng để in. Xin tạo nơi đặt mã trước."
