"""Changes of the calendar of working days: one body proposes, another confirms."""

from agencies.actions.audit import record_act
from agencies.actions.cases import open_case, propose_decision
from agencies.actions.settings import APPLY, check_none_waits, signed_uses
from agencies.models import Case, CaseDecision, Holiday, Staff
from agencies.queries.legal import forget_read
from agencies.queries.settings import CALENDAR_KIND, lock_holidays
from agencies.rules.holidays import check_holidays
from agencies.rules.settings import check_nothing_signed
from agencies.setting_drafts import CalendarDraft
from agencies.setting_uses import CALENDAR
from base.db import db


def propose_calendar(draft: CalendarDraft, title: str, reason: str, by: Staff) -> Case:
    """Days of a year to list and to take out, waiting for the second person."""
    listed = lock_holidays(draft.year)
    check_none_waits(CALENDAR_KIND, str(draft.year))
    _check_calendar(draft, listed)
    case = open_case(CALENDAR_KIND, title[:300], evidence=draft.evidence(), by=by)
    propose_decision(case, APPLY, reason, by)
    return case


def carry_out_calendar(case: Case, decision: CaseDecision) -> None:
    """The second person agreed: the days are taken out and listed."""
    if decision.outcome != APPLY:
        return
    draft = CalendarDraft.of(case.evidence)
    listed = {one.on: one for one in lock_holidays(draft.year)}
    _check_calendar(draft, list(listed.values()))
    for day in draft.removed:
        db.session.delete(listed[day])
    db.session.flush()
    for line in draft.added:
        db.session.add(
            Holiday(
                on=line.on,
                name=line.name,
                name_en=line.name_en,
                is_working=line.is_working,
                confidence=line.confidence,
            )
        )
    db.session.flush()
    forget_read()
    taken = [{"on": day.isoformat(), "name": listed[day].name} for day in draft.removed]
    after = {**draft.evidence(), "proposed_by": decision.proposed_by_id}
    record_act(
        "legal.calendar", staff_id=decision.decided_by_id, before={"taken": taken}, after=after
    )


def _check_calendar(draft: CalendarDraft, listed: list[Holiday]) -> None:
    added = [(one.on, one.is_working) for one in draft.added]
    check_holidays(draft.year, added, draft.removed, [one.on for one in listed])
    days = [day for day, _is_working in added] + list(draft.removed)
    check_nothing_signed(signed_uses(CALENDAR, ()), min(days), None)
