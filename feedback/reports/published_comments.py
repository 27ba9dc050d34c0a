"""Comments as everybody sees them: words or a stub, what the agency answered, where the provision went."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from feedback.models import Change, CommentRound, RoundKind, Visibility
from feedback.models import RoundState as State
from feedback.queries.comments import get_place
from feedback.queries.provisions import provisions_by_id
from feedback.queries.public_answers import PublicAnswer
from feedback.queries.published_comments import Head, Shown, list_additions, list_shown
from feedback.rules.homes import Homes
from feedback.rules.moderation import ROLE_WORDS
from feedback.rules.moderation_rules import rule_named
from feedback.rules.provision_text import proposable_wording
from feedback.rules.word_changes import Run, word_changes
from feedback.words import (
    AUTHOR_WORDS,
    CHANNEL_WORDS,
    DISPOSITION_WORDS,
    STANCE_WORDS,
    TENTATIVE_WORDS,
)


@dataclass(frozen=True)
class AnswerView:
    """`runs`: the wording before and after, where the agency gave both."""

    kind: str
    word: str
    reason: str
    runs: Sequence[Run]
    merged_into_id: int | None


@dataclass(frozen=True)
class PlaceView:
    """What a comment speaks of. `version_number` only when it is not the version people read now;

    `went` then says what became of the provision.
    """

    label: str
    path: str
    version_number: int | None
    went: str


@dataclass(frozen=True)
class CommentView:
    """`stub` is the sentence that stands instead of words; `size` counts the near-identical ones."""

    id: int
    provision_id: int | None
    stance: str
    stance_word: str
    text: str
    wording: str
    wording_runs: Sequence[Run]
    author: str
    channel: str
    day: date
    language: str
    is_late: bool
    question: str
    place: PlaceView | None
    answer: AnswerView | None
    stub: str
    has_rule: bool
    size: int
    group_id: int | None
    additions: Sequence["CommentView"]


@dataclass(frozen=True)
class Surroundings:
    """What comments are shown in: `numbers` of the versions by id, `is_decided` for a hương ước."""

    comment_round: CommentRound
    homes: Homes
    numbers: Mapping[int, int]
    is_decided: bool


def answer_words(surroundings: Surroundings) -> Mapping[str, str]:
    """Until the households have decided their hương ước nothing is called taken in."""
    comment_round = surroundings.comment_round
    is_over = comment_round.state in (State.PUBLISHED, State.ARCHIVED)
    if comment_round.kind == RoundKind.VILLAGE and not (surroundings.is_decided or is_over):
        return TENTATIVE_WORDS
    return DISPOSITION_WORDS


def comment_views(heads: Sequence[Head], surroundings: Surroundings) -> list[CommentView]:
    """In the order of the heads, each with what its author added, the oldest first."""
    ids = [one.comment_id for one in heads]
    shown, additions = list_shown(ids), list_additions(ids)
    everything = [*shown.values(), *(one for row in additions.values() for one in row)]
    maker = _Maker(surroundings, _texts_reworded(everything))
    return [
        maker.view(
            shown[head.comment_id],
            head.size,
            [maker.view(one, 1, ()) for one in additions.get(head.comment_id, ())],
        )
        for head in heads
    ]


def _texts_reworded(shown: Collection[Shown]) -> dict[int, str]:
    """Provision → the text that the box for new wording began with, for those somebody reworded."""
    ids = {one.comment.provision_id for one in shown if one.wording and one.comment.provision_id}
    found = provisions_by_id(ids) if ids else {}
    return {one: proposable_wording(get_place(row).parts) for one, row in found.items()}


class _Maker:
    def __init__(self, surroundings: Surroundings, texts: Mapping[int, str]) -> None:
        self._in, self._texts = surroundings, texts
        self._words = answer_words(surroundings)
        self._questions = {one["key"]: one["text"] for one in surroundings.comment_round.questions}

    def view(self, shown: Shown, size: int, additions: Sequence[CommentView]) -> CommentView:
        comment = shown.comment
        channel = CHANNEL_WORDS.get(comment.channel, "")
        stub = stub_words(shown)
        return CommentView(
            id=comment.id,
            provision_id=comment.provision_id,
            stance=comment.stance,
            stance_word=_(STANCE_WORDS[comment.stance]),
            text=shown.text,
            wording=shown.wording,
            wording_runs=self._rewording(shown),
            author=_(AUTHOR_WORDS.get(comment.author_kind, AUTHOR_WORDS["individual"])),
            channel=_(channel) if channel else "",
            day=comment.received_on,
            language=comment.language,
            is_late=comment.is_late,
            question=self._questions.get(comment.question_key, ""),
            place=self._place(comment.provision_id),
            answer=self._answer(shown.disposition) if shown.disposition else None,
            stub=stub,
            has_rule=bool(stub) and shown.standing.rule is not None,
            size=size,
            group_id=None if stub else shown.standing.group_id,
            additions=additions,
        )

    def _rewording(self, shown: Shown) -> Sequence[Run]:
        before = self._texts.get(shown.comment.provision_id or 0, "")
        return word_changes(before, shown.wording) if before and shown.wording else ()

    def _place(self, provision_id: int | None) -> PlaceView | None:
        homes = self._in.homes
        if provision_id is None or provision_id not in homes.places:
            return None
        place = homes.places[provision_id]
        is_now = place.version_id == self._in.comment_round.version_id
        return PlaceView(
            label=homes.name_inside(provision_id),
            path=place.path,
            version_number=None if is_now else self._in.numbers.get(place.version_id),
            went="" if is_now else went_words(homes, provision_id),
        )

    def _answer(self, disposition: PublicAnswer) -> AnswerView:
        before, after = disposition.before, disposition.after
        return AnswerView(
            kind=disposition.kind,
            word=_(self._words[disposition.kind]),
            reason=disposition.reason,
            runs=word_changes(before, after) if after else (),
            merged_into_id=disposition.merged_into_id,
        )


def went_words(homes: Homes, provision_id: int) -> str:
    """What became of a provision of an earlier version, as far as an officer confirmed it."""
    way = homes.way_of(provision_id)
    if way is None:
        return ""
    if way.new_id is None:
        return _("Quy định này đã được bỏ trong bản mới.")
    now = homes.name_inside(way.new_id)
    if way.change == Change.MERGED:
        return _("Quy định này đã gộp vào %(place)s của bản mới.", place=now)
    if way.change == Change.KEPT:
        return _("Quy định này giữ nguyên, nay là %(place)s của bản mới.", place=now)
    if way.change == Change.MOVED:
        return _("Quy định này đã chuyển thành %(place)s của bản mới.", place=now)
    return _("Quy định này đã sửa, nay là %(place)s của bản mới.", place=now)


def stub_words(shown: Shown) -> str:
    """The public sentence that stands where words were: what, when, for which rule, by whom."""
    standing = shown.standing
    if standing.visibility == Visibility.PUBLISHED:
        return ""
    day = f"{standing.since_on:%d/%m/%Y}" if standing.since_on else "–"
    if standing.visibility == Visibility.WITHDRAWN:
        return _("Một ý kiến đã được người gửi rút lại ngày %(day)s; lời góp ý đã xóa.", day=day)
    if standing.visibility == Visibility.ERASED:
        return _(
            "Một ý kiến đã xóa lời ngày %(day)s theo quy định của pháp luật, do hai người "
            "quyết định.",
            day=day,
        )
    rule = rule_words(standing.rule)
    if standing.visibility == Visibility.HELD:
        return _(
            "Một ý kiến đang chờ xem xét từ ngày %(day)s theo %(rule)s.",
            day=day,
            rule=rule,
        )
    role = _(ROLE_WORDS[standing.role]) if standing.role in ROLE_WORDS else "–"
    return _(
        "Một ý kiến đã ẩn ngày %(day)s theo %(rule)s; nơi ẩn: %(role)s. "
        "Người gửi có thể đề nghị xem xét lại.",
        day=day,
        rule=rule,
        role=role,
    )


def rule_words(number: int | None) -> str:
    """«quy tắc 3 (số điện thoại, số giấy tờ của người khác)»."""
    rule = rule_named(number)
    if rule is None:
        return _("quy tắc đã công bố")
    name = _(rule.name)
    return _("quy tắc %(number)s (%(name)s)", number=rule.number, name=name[:1].lower() + name[1:])
