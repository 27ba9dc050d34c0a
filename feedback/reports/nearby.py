"""In a small round the few opinions on an article stand right under it, as its neighbours would say them."""

from collections.abc import Iterator, Mapping, Sequence

from feedback.queries.published_comments import MIXED, Chosen, list_heads
from feedback.reports.provision_lines import CARD, Line
from feedback.reports.published_comments import CommentView, Surroundings, comment_views
from feedback.reports.reading import Reading
from feedback.rules.homes import Homes

ROUND_MOST = (
    60  # opinions and stubs in the whole round: above, nobody's words are on the reading page
)
ARTICLE_MOST = 3
WHOLE = ""  # the key of what was said about the whole draft


def nearby_comments(
    draft: Reading, surroundings: Surroundings, factor: int
) -> Mapping[str, Sequence[CommentView]]:
    """By path of the article; one with more than three is left to its own page, so that none is chosen."""
    if not 0 < draft.whole.total + draft.whole.stub_count <= ROUND_MOST:
        return {}
    chosen = Chosen(surroundings.comment_round.id)
    heads, _all = list_heads(chosen, MIXED, factor, ROUND_MOST, 0)
    cards = {line.path for line in _cards(draft.lines)}
    found: dict[str, list[CommentView]] = {}
    for view in comment_views(heads, surroundings):
        path = _card_of(view, surroundings.homes, cards)
        if path is not None and not view.question:
            found.setdefault(path, []).append(view)
    return {path: views for path, views in found.items() if len(views) <= ARTICLE_MOST}


def _cards(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        if line.role == CARD:
            yield line
        yield from _cards(line.children)


def _card_of(view: CommentView, homes: Homes, cards: set[str]) -> str | None:
    if view.provision_id is None:
        return WHOLE
    at = homes.home(view.provision_id) if view.provision_id in homes.places else None
    above = homes.chain(at) if at is not None else []
    return next((one.path for one in above if one.path in cards), None)
