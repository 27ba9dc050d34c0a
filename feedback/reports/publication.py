"""The proof of publication of one round: facts, acts, versions and extensions, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from agencies.queries.agencies import get_agency_by_id
from base.clock import local, now
from base.words import N_
from feedback.models import CommentRound, PublicationAct, PublicationKind, RoundKind
from feedback.queries import round_parts as parts
from feedback.queries.round_days import find_setting
from feedback.reports.round_words import dates_words, state_of
from feedback.rules.round_plans import whole_days
from feedback.words import KIND_WORDS, STATE_WORDS

ACT_NAMES = {
    PublicationKind.OPENED: N_("Mở lấy ý kiến"),
    PublicationKind.VERSION: N_("Đưa ra bản dự thảo mới"),
    PublicationKind.EXTENDED: N_("Gia hạn"),
    PublicationKind.ADDRESSES: N_("Ghi địa chỉ đăng"),
    PublicationKind.CLOSED: N_("Hết hạn nhận ý kiến"),
    PublicationKind.RESULT: N_("Công bố kết quả (mã SHA-256 của bản tổng hợp)"),
}
_LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Fact:
    term: str
    text: str


@dataclass(frozen=True)
class ActLine:
    """`addresses`: where it stood, each with its label; `note`: when it was written down if much later."""

    when: str
    act: str
    addresses: Sequence[str]
    text_hash: str
    note: str


@dataclass(frozen=True)
class VersionLine:
    number: int
    since: str
    word_count: int
    text_hash: str


@dataclass(frozen=True)
class PublicationRecord:
    title: str
    agency: str
    asker: str
    kind: str
    state: str
    dates: str
    day_count: int
    min_days: str
    short_reason: str
    legal_basis: str
    address: str
    acts: Sequence[ActLine]
    versions: Sequence[VersionLine]
    extensions: Sequence[str]


def instant_words(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"


def publication_record(comment_round: CommentRound, public_url: str) -> PublicationRecord:
    """`public_url` is the site's own; the round's short address on it is always named."""
    agency = get_agency_by_id(comment_round.agency_id)
    setting = find_setting(comment_round.min_days_setting_id)
    own = "" if comment_round.is_internal else f"{public_url}/gop-y/{comment_round.id}"
    return PublicationRecord(
        title=comment_round.title,
        agency=agency.name,
        asker=comment_round.asked_by or agency.name,
        kind=_(KIND_WORDS[RoundKind(comment_round.kind)]),
        state=_(STATE_WORDS[state_of(comment_round, now())]),
        dates=dates_words(comment_round),
        day_count=whole_days(comment_round.opens_at, comment_round.closes_at),
        min_days=_("%(days)s ngày (%(citation)s)", days=setting.value, citation=setting.citation)
        if setting
        else "",
        short_reason=comment_round.short_reason,
        legal_basis=comment_round.legal_basis,
        address=own,
        acts=[_act(one, own) for one in parts.list_publication_acts(comment_round.id)],
        versions=[_version(one) for one in parts.list_shown_versions(comment_round.id)],
        extensions=[
            _(
                "Lúc %(at)s: từ %(old)s sang %(new)s. Lý do: %(reason)s",
                at=instant_words(one.extended_at),
                old=instant_words(one.old_closes_at),
                new=instant_words(one.new_closes_at),
                reason=one.reason,
            )
            for one in parts.list_extensions(comment_round.id)
        ],
    )


def _act(line: PublicationAct, own: str) -> ActLine:
    labelled = (
        (_("Ý Dân: %(address)s"), own),
        (_("Cổng của tỉnh: %(address)s"), line.province_address),
        (_("Cổng, trang của cơ quan: %(address)s"), line.agency_address),
    )
    written = line.recorded_at
    is_late = written is not None and written - line.at > _LATE
    return ActLine(
        when=instant_words(line.at),
        act=_(ACT_NAMES[PublicationKind(line.act)]),
        addresses=[label % {"address": address} for label, address in labelled if address],
        text_hash=line.text_hash,
        note=_("ghi vào sổ lúc %(when)s", when=instant_words(written))
        if is_late and written
        else "",
    )


def _version(one: parts.ShownVersion) -> VersionLine:
    version = one.version
    return VersionLine(
        version.number, instant_words(one.shown.since_at), version.word_count, version.text_hash
    )


def publication_facts(record: PublicationRecord) -> list[Fact]:
    """Above the table; what is empty is left out."""
    facts = [
        Fact(_("Loại dự thảo"), record.kind),
        Fact(_("Người hoặc cơ quan lấy ý kiến"), record.asker),
        Fact(_("Thời gian nhận ý kiến"), record.dates),
        Fact(_("Số ngày trọn"), str(record.day_count)),
        Fact(_("Thời gian ít nhất"), record.min_days),
        Fact(_("Lý do rút ngắn thời gian"), record.short_reason),
        Fact(_("Căn cứ"), record.legal_basis),
        Fact(_("Tình trạng"), record.state),
    ]
    return [one for one in facts if one.text]
