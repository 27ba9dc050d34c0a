"""Changes of legal settings: one body proposes, another confirms; versions are only added."""

from collections.abc import Collection
from datetime import date

from agencies.actions.audit import record_act
from agencies.actions.cases import open_case, propose_decision
from agencies.actions.legal import record_methods
from agencies.models import Case, CaseDecision, CaseState, LegalSetting, Staff
from agencies.queries.legal import forget_read
from agencies.queries.settings import (
    SETTING_KIND,
    WITHDRAWAL_KIND,
    get_version,
    list_pending,
    lock_versions,
)
from agencies.rules import settings as rules
from agencies.rules.setting_shapes import check_value
from agencies.setting_drafts import SettingDraft
from agencies.setting_kinds import shape_of
from agencies.setting_uses import uses_of
from base.clock import now, today
from base.db import db

APPLY, DROP = "apply", "drop"


def propose_setting(draft: SettingDraft, reason: str, by: Staff) -> Case:
    """A new version from a day on, waiting for the second person; nothing is in force yet."""
    versions = lock_versions(draft.key)
    _check_free(draft.key)
    _check_setting(draft, versions)
    case = open_case(SETTING_KIND, draft.title[:300], evidence=draft.evidence(), by=by)
    propose_decision(case, APPLY, reason, by)
    return case


def carry_out_setting(case: Case, decision: CaseDecision) -> None:
    """The second person agreed: the version is written, beside those that were there."""
    if decision.outcome != APPLY:
        return
    draft = SettingDraft.of(case.evidence)
    versions = lock_versions(draft.key)
    _check_setting(draft, versions)
    version = _write_version(draft, decision)
    case.subject_type, case.subject_id = LegalSetting.__tablename__, str(version.id)
    forget_read()
    record_methods()
    record_act(
        "legal.change",
        staff_id=decision.decided_by_id,
        subject=version,
        before={"value": versions[0].value, "valid_from": versions[0].valid_from.isoformat()},
        after={**draft.evidence(), "proposed_by": decision.proposed_by_id},
    )


def propose_withdrawal(version: LegalSetting, reason: str, by: Staff) -> Case:
    """Of a version that was entered wrongly and has not begun; it counts until a second person agrees."""
    lock_versions(version.key)
    _check_free(version.key)
    _check_withdrawal(version)
    evidence = {"key": version.key, "setting_id": version.id}
    evidence |= {"title": version.title, "valid_from": version.valid_from.isoformat()}
    case = open_case(WITHDRAWAL_KIND, version.title[:300], evidence=evidence, by=by)
    propose_decision(case, APPLY, reason, by)
    return case


def carry_out_withdrawal(case: Case, decision: CaseDecision) -> None:
    """The row stays, marked; for days it would have held, the version before it goes on."""
    if decision.outcome != APPLY:
        return
    lock_versions(case.evidence["key"])
    version = get_version(case.evidence["key"], case.evidence["setting_id"])
    _check_withdrawal(version)
    version.withdrawn_at = now()
    db.session.flush()
    forget_read()
    record_methods()
    record_act(
        "legal.withdraw",
        staff_id=decision.decided_by_id,
        subject=version,
        before={"value": version.value, "valid_from": version.valid_from.isoformat()},
        after={"key": version.key, "proposed_by": decision.proposed_by_id},
    )


def _check_withdrawal(version: LegalSetting) -> None:
    rules.check_may_withdraw(version.valid_from, version.withdrawn_at is not None, today())
    rules.check_nothing_signed(
        [
            (use.on, use.words)
            for use in uses_of(version.key, [version.id])
            if use.is_signed and use.setting_id == version.id
        ],
        version.valid_from,
        None,
    )


def _check_free(key: str) -> None:
    check_none_waits(SETTING_KIND, key)
    check_none_waits(WITHDRAWAL_KIND, key)


def _write_version(draft: SettingDraft, decision: CaseDecision) -> LegalSetting:
    version = LegalSetting(
        key=draft.key,
        value=draft.value,
        unit=draft.unit,
        title=draft.title,
        title_en=draft.title_en,
        citation=draft.citation,
        confidence=draft.confidence,
        valid_from=draft.valid_from,
        valid_to=draft.valid_to,
        checked_by=draft.checked_by,
        checked_at=now() if draft.checked_by else None,
        changed_by_id=decision.proposed_by_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _check_setting(draft: SettingDraft, versions: list[LegalSetting]) -> None:
    newest = max(versions, key=lambda one: one.id)
    if newest.id != draft.seen_id:
        raise rules.SettingChanged
    check_value(shape_of(draft.key, versions[0].value), draft.value)
    standing = [one for one in versions if one.withdrawn_at is None]
    starts = [one.valid_from for one in standing]
    rules.check_days(draft.valid_from, draft.valid_to, starts)
    rules.check_confirmed_by(draft.confidence, draft.checked_by)
    before = [one for one in standing if one.valid_from <= draft.valid_from]
    if before and draft.says_the_same(before[0]):
        raise rules.SettingUnchanged
    first, end = rules.days_touched(draft.valid_from, draft.valid_to, starts)
    rules.check_nothing_signed(signed_uses(draft.key, [one.id for one in versions]), first, end)


def signed_uses(key: str, setting_ids: Collection[int]) -> list[tuple[date, str]]:
    """(day whose value was taken, what was signed), the newest first."""
    return [(use.on, use.words) for use in uses_of(key, setting_ids) if use.is_signed]


def check_none_waits(kind: str, key: str) -> None:
    if any(one.state == CaseState.PROPOSED for one in list_pending(kind, key)):
        raise rules.SettingHasProposal
