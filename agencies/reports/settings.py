"""What the pages of a legal setting show: its versions, who decided on them, where they were used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from agencies.models import Case, LegalSetting
from agencies.queries.settings import cases_of_versions, list_versions
from agencies.queries.staff import staff_names
from agencies.setting_drafts import SettingDraft
from agencies.setting_uses import SettingUse, uses_of
from agencies.setting_words import mark_of, value_words
from base.words import N_

_USES_SHOWN = 5
_STATES: dict[str, tuple[str, str]] = {
    "now": (N_("Đang áp dụng"), "done"),
    "coming": (N_("Sẽ áp dụng"), "brand"),
    "over": (N_("Đã thay hoặc hết hạn"), "neutral"),
    "withdrawn": (N_("Đã rút, chưa từng áp dụng"), "warm"),
}


@dataclass(frozen=True)
class VersionLine:
    """One version; `uses` are the newest few of `use_count`."""

    version: LegalSetting
    value: str
    state: str
    tone: str
    mark: str
    mark_tone: str
    case: Case | None
    proposed_by: str
    confirmed_by: str
    uses: tuple[SettingUse, ...]
    use_count: int
    may_be_withdrawn: bool


def in_force(versions: Sequence[LegalSetting], on: date) -> LegalSetting | None:
    """The one of the newest first day whose days hold `on`."""
    held = (
        one
        for one in versions
        if one.withdrawn_at is None
        and one.valid_from <= on
        and (one.valid_to is None or one.valid_to > on)
    )
    return next(held, None)


def version_lines(key: str, today: date) -> list[VersionLine]:
    """Every version of a key, the newest first day first."""
    versions = list_versions(key)
    ids = [one.id for one in versions]
    cases = cases_of_versions(ids)
    people = {
        who
        for case in cases.values()
        for who in (case.decisions[-1].proposed_by_id, case.decisions[-1].decided_by_id)
        if who
    }
    names = staff_names(people)
    uses = uses_of(key, ids)
    now = in_force(versions, today)
    return [_line(one, now, today, cases.get(one.id), names, uses) for one in versions]


def _line(
    one: LegalSetting,
    now: LegalSetting | None,
    today: date,
    case: Case | None,
    names: Mapping[int, str],
    uses: Sequence[SettingUse],
) -> VersionLine:
    state = _state(one, now, today)
    words, tone = _STATES[state]
    mark, mark_tone = mark_of(one.confidence, one.citation)
    mine = [use for use in uses if use.setting_id == one.id]
    last = case.decisions[-1] if case else None
    return VersionLine(
        version=one,
        value=value_words(one.value),
        state=_(words),
        tone=tone,
        mark=_(mark),
        mark_tone=mark_tone,
        case=case,
        proposed_by=names.get(last.proposed_by_id, "") if last else _("Đi kèm phần mềm"),
        confirmed_by=names.get(last.decided_by_id or 0, "") if last else "",
        uses=tuple(mine[:_USES_SHOWN]),
        use_count=len(mine),
        may_be_withdrawn=state == "coming",
    )


def _state(one: LegalSetting, now: LegalSetting | None, today: date) -> str:
    if one.withdrawn_at is not None:
        return "withdrawn"
    return "now" if one is now else "coming" if one.valid_from > today else "over"


def draft_rows(draft: SettingDraft, before: LegalSetting | None) -> list[tuple[str, str, str]]:
    """(what, as it would stand without the proposal, as proposed)."""

    def mark(one: LegalSetting | SettingDraft) -> str:
        return _(mark_of(one.confidence, one.citation)[0])

    def day(one: date | None) -> str:
        return one.strftime("%d/%m/%Y") if one else "–"

    old = before
    return [
        (_("Giá trị"), value_words(old.value) if old else "–", value_words(draft.value)),
        (_("Đơn vị"), (old.unit if old else "") or "–", draft.unit or "–"),
        (_("Căn cứ"), old.citation if old else "–", draft.citation),
        (_("Mức chắc chắn"), mark(old) if old else "–", mark(draft)),
        (_("Người đối chiếu"), (old.checked_by if old else "") or "–", draft.checked_by or "–"),
        (_("Áp dụng từ ngày"), day(old.valid_from) if old else "–", day(draft.valid_from)),
        (_("Hết áp dụng từ ngày"), day(old.valid_to) if old else "–", day(draft.valid_to)),
    ]
