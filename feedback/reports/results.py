"""The disposition table: from comments and answers to rows, for the page, every file and the record.

The record keeps what the agency answered, with the number and a hiding commitment of each comment; the
residents' own words are joined to it when it is shown, so that words withdrawn later leave a stub.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from base.sealed import SealBroken, open_values
from base.settings import Secrets
from feedback.models import CommentRound, RoundKind
from feedback.queries import results as queries
from feedback.queries.dispositions import Place, list_places
from feedback.queries.results import ResultComment, StoredAnswer
from feedback.reports.dispositions import place_names
from feedback.reports.household_decisions import has_been_decided, household_report
from feedback.rules.provision_names import WHOLE_DRAFT
from feedback.words import disposition_words
from ledger.leaves import commitment

FORMAT = 1


@dataclass(frozen=True)
class Answered:
    """What the table says about one comment."""

    comment_id: int
    kind: str
    reason: str
    before: str
    after: str
    merged_into_id: int | None
    place: str


@dataclass(frozen=True)
class Row:
    """A line of the table: one comment, or several of one group that got the same answer.

    `merged_into` is the number of the row that answers instead (0: none). `names`: those who agreed to
    be named. `comment.text` may stand only where `comment.is_shown`.
    """

    number: int
    place: str
    provision_id: int | None
    comment: ResultComment
    answer: Answered
    comment_ids: tuple[int, ...]
    kinds: Mapping[str, int]
    channels: Mapping[str, int]
    names: tuple[str, ...]
    merged_into: int
    follows: int

    @property
    def count(self) -> int:
        return len(self.comment_ids)


def words_of(comment_round: CommentRound) -> dict[str, str]:
    """What the kinds of answers are called in this round now."""
    is_village = comment_round.kind == RoundKind.VILLAGE
    is_decided = is_village and has_been_decided(household_report(comment_round).lines)
    return disposition_words(comment_round.kind, is_decided)


def answers_now(comment_round: CommentRound) -> dict[int, Answered]:
    """The finished answers as they stand: what would be published now."""
    names = place_names(comment_round.id, comment_round.version_id)
    comments = {one.id: one for one in queries.list_result_comments(comment_round.id)}
    return {
        one.comment_id: _answered(one, comments[one.comment_id].provision_id, names)
        for one in queries.list_answers(comment_round.id)
        if one.is_final
    }


def _answered(one: StoredAnswer, provision_id: int | None, names: Mapping[int, str]) -> Answered:
    place = names[provision_id] if provision_id else WHOLE_DRAFT
    return Answered(
        one.comment_id, one.kind, one.reason, one.before, one.after, one.merged_into_id, place
    )


def answers_of(content: Mapping[str, Any]) -> dict[int, Answered]:
    """The answers a published record holds."""
    return {
        int(one["comment"]): Answered(
            int(one["comment"]),
            one["kind"],
            one["reason"],
            one["before"],
            one["after"],
            int(one["merged_into"]) if one["merged_into"] else None,
            one["place"],
        )
        for one in content["rows"]
    }


def record_content(
    comment_round: CommentRound, statistics: Mapping[str, Any], master: bytes
) -> dict[str, Any]:
    """What a RoundResult keeps; holds no word of a resident."""
    answers = answers_now(comment_round)
    comments = {one.id: one for one in queries.list_result_comments(comment_round.id)}
    return {
        "format": FORMAT,
        "round": comment_round.id,
        "version": comment_round.version_id,
        "text_hash": comment_round.version.text_hash,
        "rows": [
            {
                "comment": str(one.comment_id),
                "hash": _mark(comments[one.comment_id], master),
                "place": one.place,
                "kind": one.kind,
                "reason": one.reason,
                "before": one.before,
                "after": one.after,
                "merged_into": str(one.merged_into_id or ""),
            }
            for one in answers.values()
        ],
        "statistics": dict(statistics),
    }


def _mark(comment: ResultComment, master: bytes) -> str:
    """Binds the answer to the words without letting anybody try words until they fit."""
    words = {"text": comment.text, "wording": comment.wording}
    return commitment(master, comment.id.to_bytes(8, "big"), words).hex()


def table_rows(
    comment_round: CommentRound,
    answers: Mapping[int, Answered],
    keys: Secrets,
    is_grouped: bool = True,
) -> list[Row]:
    """Every answered comment, by provision in the order of the document, follow-ups behind what they add to.

    `is_grouped` puts comments of one group with the same answer into one row.
    """
    comments = [one for one in queries.list_result_comments(comment_round.id) if one.id in answers]
    order = _Order(list_places(comment_round.id), comments)
    bundles = _bundles(sorted(comments, key=order.key), answers, is_grouped)
    number_of = {one.id: number for number, bundle in enumerate(bundles, start=1) for one in bundle}
    names = shown_names(comment_round.id, keys)
    return [
        _row(number, bundle, answers, number_of, names)
        for number, bundle in enumerate(bundles, start=1)
    ]


class _Order:
    """Where a comment stands: provision, then thread, then its place in the thread."""

    def __init__(self, places: Sequence[Place], comments: Iterable[ResultComment]) -> None:
        self._position = {one.id: (one.position, one.id) for one in places}
        self._by_id = {one.id: one for one in comments}
        sizes = Counter(one.group_id for one in self._by_id.values() if one.group_id)
        self._size = dict(sizes)

    def key(self, comment: ResultComment) -> tuple[Any, ...]:
        chain = self._chain(comment)
        place = self._position.get(comment.provision_id or 0, (-1, 0))
        root = self._by_id[chain[0]]
        return place, -self._size.get(root.group_id or 0, 1), root.group_id or 0, chain

    def _chain(self, comment: ResultComment) -> tuple[int, ...]:
        """Ids from the comment that began the thread (about the same provision) to this one."""
        chain = [comment.id]
        before = self._by_id.get(comment.follows_id or 0)
        while before is not None and before.provision_id == comment.provision_id:
            if before.id in chain:
                break
            chain.insert(0, before.id)
            before = self._by_id.get(before.follows_id or 0)
        return tuple(chain)


def _bundles(
    comments: Sequence[ResultComment], answers: Mapping[int, Answered], is_grouped: bool
) -> list[list[ResultComment]]:
    bundles: dict[Any, list[ResultComment]] = defaultdict(list)
    for one in comments:
        answer = answers[one.id]
        key: Any = one.id
        if is_grouped and one.group_id is not None:
            same = answer.kind, answer.reason, answer.after, answer.merged_into_id
            key = (one.group_id, one.provision_id, same)
        bundles[key].append(one)
    return list(bundles.values())


def _row(
    number: int,
    bundle: Sequence[ResultComment],
    answers: Mapping[int, Answered],
    number_of: Mapping[int, int],
    names: Mapping[int, str],
) -> Row:
    face = next((one for one in bundle if one.is_shown), bundle[0])
    answer = answers[face.id]
    return Row(
        number=number,
        place=answer.place,
        provision_id=face.provision_id,
        comment=face,
        answer=answer,
        comment_ids=tuple(one.id for one in bundle),
        kinds=Counter(one.author_kind for one in bundle),
        channels=Counter(one.channel for one in bundle),
        names=tuple(sorted({names[one.id] for one in bundle if one.is_shown and one.id in names})),
        merged_into=number_of.get(answer.merged_into_id or 0, 0),
        follows=number_of.get(face.follows_id or 0, 0),
    )


def shown_names(round_id: int, keys: Secrets) -> dict[int, str]:
    """Comment id → name or organisation, only of those who agreed to be named in the table."""
    found = {}
    for comment_id, sealed in queries.list_named_authors(round_id):
        try:
            values = open_values(sealed, f"comment_author {comment_id}", keys)
        except SealBroken:  # a restored table with another key: better nameless than no table
            continue
        name = str(values.get("organisation") or values.get("name") or "").strip()
        if name:
            found[comment_id] = name
    return found


def day_text(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
