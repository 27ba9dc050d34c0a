"""Gathers what stands on a round's sheets."""

from agencies.queries.agencies import get_agency_by_id
from agencies.queries.installation import find_installation
from base.clock import now
from base.periods import last_day
from feedback.models import CommentRound, RoundKind
from feedback.reports.publication import instant_words, publication_record
from feedback.reports.round_words import day_words
from feedback.sheets.publication_record import Sheet
from feedback.sheets.round_poster import RoundPoster


def poster_of(comment_round: CommentRound, public_url: str) -> RoundPoster:
    agency = get_agency_by_id(comment_round.agency_id)
    return RoundPoster(
        title=comment_round.title,
        asker=comment_round.asked_by or agency.name,
        audience=comment_round.audience,
        until=day_words(last_day(comment_round.closes_at)),
        contact=comment_round.contact,
        address=f"{public_url}/gop-y/{comment_round.id}",
        is_village=comment_round.kind == RoundKind.VILLAGE,
        is_demo=_is_demo(),
    )


def publication_sheet(comment_round: CommentRound, public_url: str) -> Sheet:
    installation = find_installation()
    return Sheet(
        record=publication_record(comment_round, public_url),
        province=installation.province_name if installation else "",
        made_at=instant_words(now()),
        is_demo=_is_demo(),
    )


def _is_demo() -> bool:
    installation = find_installation()
    return bool(installation and installation.is_demo)
