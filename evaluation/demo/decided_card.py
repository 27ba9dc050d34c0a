"""The scorecard of the made-up year before: the shipped one, of communes and provincial agencies alone."""

from agencies.roles import Viewer
from evaluation.actions.scorecards import (
    CardHead,
    bring_shipped,
    change_head,
    change_section,
    put_in_use,
)
from evaluation.models import Criterion
from evaluation.scorecard_data import shipped_scorecard

_GROUPS = ("cap-xa", "cap-so")
_COLUMNS = (
    "key",
    "section",
    "title",
    "title_en",
    "kind",
    "max_points",
    "source_kind",
    "source_key",
    "conversion",
)


def rated_kinds() -> list[str]:
    """Kinds of the agencies that the year rates."""
    groups = [one for one in shipped_scorecard().groups if one["key"] in _GROUPS]
    return [kind for group in groups for kind in group["kinds"]]


def put_card_in_use(actor: Viewer) -> None:
    card = bring_shipped(actor.staff_id)
    groups = [one for one in card.groups if one["key"] in _GROUPS]
    head = CardHead(card.title, card.citation, card.total_points, groups, card.classes)
    change_head(actor, card, head, None)
    for section in dict.fromkeys(one.section for one in card.criteria):
        mine = [one for one in card.criteria if one.section == section]
        if any(set(one.group_keys) - set(_GROUPS) for one in mine):
            change_section(actor, card, section, [_row(one) for one in mine], None)
    put_in_use(actor, card, None)


def _row(one: Criterion) -> dict[str, object]:
    kept = [key for key in one.group_keys if key in _GROUPS]
    return {name: getattr(one, name) for name in _COLUMNS} | {"group_keys": kept}
