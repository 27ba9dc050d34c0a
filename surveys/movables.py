"""What of surveys hangs on an agency: its QR places go to an heir, the codes handed out stay its own."""

from collections.abc import Collection, Mapping

from agencies.movables import Movable
from base.clock import today
from base.words import N_
from surveys.actions.succession import join_rounds, move_places
from surveys.queries.codes import count_working
from surveys.queries.places import count_living_places
from surveys.queries.rounds import count_living_rounds


def _codes(agency_ids: Collection[int]) -> Mapping[int, int]:
    return count_working(agency_ids, today())


MOVABLES = (
    Movable("places", N_("Nơi đặt mã QR"), count_living_places, move_places),
    Movable("rounds", N_("Đợt khảo sát chưa xong"), count_living_rounds, join_rounds),
    Movable("codes", N_("Mã đánh giá còn hạn (ở lại với cơ quan cũ)"), _codes),
)
