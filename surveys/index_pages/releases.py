"""Which publication a page speaks of, and which one it is compared with."""

from base.rules import NotFound
from surveys.index_pages import listing
from surveys.models import IndexCell
from surveys.queries.indices import Release


def choose_release(releases: list[Release], wanted: str) -> Release:
    """The release asked for by `ky`, or the newest; an unknown one does not exist."""
    if not wanted:
        return releases[0]
    found = next((one for one in releases if one.key == wanted), None)
    if found is None:
        raise NotFound
    return found


def former_of(releases: list[Release], release: Release) -> Release | None:
    """What to compare with: the period before, or the round before with the same questionnaire.

    Like is compared with like: an official figure never with an open one.
    """
    older = releases[releases.index(release) + 1 :]
    same = [one for one in older if one.snapshot.sample == release.snapshot.sample]
    if release.period:
        inside = (one for one in same if one.round.id == release.round.id and one.period)
        return next(inside, None)
    asked = release.round.version.questionnaire_id
    return next(
        (one for one in same if not one.period and one.round.version.questionnaire_id == asked),
        None,
    )


def overall(cells: list[IndexCell], snapshot_id: int) -> IndexCell | None:
    chosen = (one for one in cells if one.snapshot_id == snapshot_id)
    return next((one for one in chosen if one.measure == "overall"), None)


def period_options(releases: list[Release]) -> list[dict[str, str]]:
    return [{"value": one.key, "label": listing.release_title(one)} for one in releases]
