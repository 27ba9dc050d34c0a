"""A draft as residents read it: its text in order, what is new in it, how many spoke of what."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback.models import Change, CommentRound, DraftVersion, Provision, Stance
from feedback.provisions import ProvisionType
from feedback.queries.provisions import (
    list_confirmed_links,
    list_places,
    list_provisions,
    provisions_by_id,
)
from feedback.queries.published_comments import count_stances
from feedback.reports.provision_lines import CARD, HEADING, Line, LineSource, Past, make_lines
from feedback.rules.homes import Homes, Way
from feedback.rules.reading import CountedStance, Tally, tally_of

STANCES = [str(one) for one in Stance]
NO_TALLY = Tally(0, tuple((one, 0) for one in STANCES), 0)


@dataclass(frozen=True)
class Gone:
    """A provision of an earlier version that is no more, with the opinions that stay with it."""

    version_number: int
    path: str
    label: str
    text: str
    tally: Tally


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    tally: Tally


@dataclass(frozen=True)
class Reading:
    """`has_changes`: some words differ from the version before, whether or not they are marked."""

    version: DraftVersion
    lines: Sequence[Line]
    notes: Sequence[Line]
    gone: Sequence[Gone]
    whole: Tally
    general: Tally
    questions: Sequence[Question]
    has_changes: bool
    article_count: int
    homes: Homes

    @property
    def has_contents(self) -> bool:
        return any(one.role in (HEADING, CARD) for one in self.lines)


def homes_of(versions: Collection[DraftVersion], current: DraftVersion) -> Homes:
    """All that is known of the provisions of a round's versions."""
    ids = [one.id for one in versions]
    links = list_confirmed_links(ids)
    ways = [Way(one.old_id, one.new_id, one.change) for one in links if one.old_id]
    found = list_places(ids)
    known = {one.id for one in found}
    strangers = {one.old_id for one in links if one.old_id} - known
    return Homes(found, [way for way in ways if way.old_id not in strangers], current.id)


def read_draft(
    comment_round: CommentRound,
    versions: Sequence[DraftVersion],
    current: DraftVersion,
    *,
    marks_changes: bool = True,
) -> Reading:
    """`current` is the version to read, the round's own or an earlier one of it."""
    counted = count_stances(comment_round.id)
    provisions = list_provisions(current.id)
    homes = homes_of(_up_to(versions, current), current)
    pasts = _pasts(current, homes)
    tallies = tallies_of(provisions, counted, homes)
    shown = pasts if marks_changes else {}
    lines, notes = make_lines(LineSource(provisions, tallies, shown))
    return Reading(
        version=current,
        lines=lines,
        notes=notes,
        gone=_gone(versions, counted, homes) if len(versions) > 1 else (),
        whole=tally_of(counted, STANCES),
        general=tally_of(_on_the_whole(counted), STANCES),
        questions=[
            Question(one["key"], one["text"], _answers(counted, one["key"]))
            for one in comment_round.questions
        ],
        has_changes=bool(pasts),
        article_count=sum(one.type == ProvisionType.DIEU for one in provisions),
        homes=homes,
    )


def _up_to(versions: Sequence[DraftVersion], current: DraftVersion) -> list[DraftVersion]:
    return [one for one in versions if one.number <= current.number]


def _on_the_whole(counted: Iterable[CountedStance]) -> list[CountedStance]:
    return [one for one in counted if one.provision_id is None and not one.question_key]


def _answers(counted: Iterable[CountedStance], key: str) -> Tally:
    return tally_of((one for one in counted if one.question_key == key), STANCES)


def tallies_of(
    provisions: Sequence[Provision], counted: Sequence[CountedStance], homes: Homes
) -> dict[int, Tally]:
    """Of each provision with all below it: a comment is counted once wherever one looks from."""
    rows: dict[int, list[CountedStance]] = defaultdict(list)
    for one in counted:
        known = one.provision_id if one.provision_id in homes.places else None
        at = homes.home(known) if known is not None else None
        for place in homes.chain(at) if at is not None else ():
            rows[place.id].append(one)
    return {
        one.id: tally_of(rows[one.id], STANCES) if one.id in rows else NO_TALLY
        for one in provisions
    }


def _pasts(current: DraftVersion, homes: Homes) -> dict[int, Past]:
    """What changed on the way into this version, by provision of it; kept ones are left out."""
    links = [
        one
        for one in list_confirmed_links([current.id])
        if one.new_id and one.change != Change.KEPT
    ]
    old = provisions_by_id({one.old_id for one in links if one.old_id})
    found: dict[int, Past] = {}
    for link in links:
        was = old.get(link.old_id or 0)
        label = homes.name_inside(was.id) if was and was.id in homes.places else ""
        title, text = (was.title, was.text) if was else ("", "")
        found.setdefault(link.new_id or 0, Past(link.change, title, text, label))
    return found


def _gone(
    versions: Sequence[DraftVersion], counted: Sequence[CountedStance], homes: Homes
) -> list[Gone]:
    """What was removed since an earlier version, and what has comments but no place in this one.

    Comments on a clause that was taken out of a kept article are counted with the article, not here.
    """
    numbers = {one.id: one.number for one in versions}
    spoken = {one.provision_id for one in counted}
    lost = {one for one in homes.places if _is_lost(one, homes, spoken)}
    outermost = [one for one in lost if homes.places[one].parent_id not in lost]
    words = provisions_by_id({below for one in outermost for below in homes.family(one)})
    return [
        Gone(
            version_number=numbers[words[one].version_id],
            path=words[one].path,
            label=homes.name_inside(one),
            text=_all_words(homes, one, words),
            tally=tally_of(
                _among(counted, homes.family(one) if homes.home(one) is None else set()), STANCES
            ),
        )
        for one in sorted(outermost, key=lambda one: (homes.places[one].position, one))
        if words[one].version_id in numbers
    ]


def _all_words(homes: Homes, provision_id: int, words: Mapping[int, Provision]) -> str:
    """Title and text of the provision and of all below it, a line each."""
    family = sorted(homes.family(provision_id), key=lambda one: homes.places[one].position)
    parts = [
        " ".join(
            part
            for part in (
                words[one].number if one != provision_id else "",
                words[one].title,
                words[one].text,
            )
            if part
        )
        for one in family
    ]
    return "\n".join(part for part in parts if part)


def _among(counted: Sequence[CountedStance], ids: set[int]) -> list[CountedStance]:
    return [one for one in counted if one.provision_id in ids]


def _is_lost(provision_id: int, homes: Homes, spoken: Collection[int | None]) -> bool:
    way = homes.way_of(provision_id)
    is_removed = way is not None and way.change == Change.REMOVED
    return is_removed or (homes.home(provision_id) is None and provision_id in spoken)
