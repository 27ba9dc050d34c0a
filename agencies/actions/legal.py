"""Loads the shipped legal settings and holidays; what people changed since stays as it is."""

from agencies.actions.audit import record_act
from agencies.legal_data import shipped_holidays, shipped_settings
from agencies.method_records import method_key, method_records
from agencies.models import Holiday, LegalSetting
from agencies.queries.legal import holidays_by_day, list_method_settings, setting_versions
from base.clock import now
from base.db import db
from ledger.actions import add_public_record
from ledger.queries.records import intact_records
from ledger.record_types import RecordType


def load_legal_data() -> tuple[int, int]:
    """(settings, holidays) added; safe to run again: a version that is there is never overwritten."""
    settings = _load_settings()
    record_methods()
    holidays = _load_holidays()
    if settings or holidays:
        record_act("legal.load", staff_id=None, after={"settings": settings, "holidays": holidays})
    return settings, holidays


def _load_settings() -> int:
    known = setting_versions()
    missing = [one for one in shipped_settings() if (one.key, one.valid_from) not in known]
    for one in missing:
        db.session.add(
            LegalSetting(
                key=one.key,
                value=one.value,
                unit=one.unit,
                title=one.title,
                title_en=one.title_en,
                citation=one.citation,
                confidence=one.confidence,
                valid_from=one.valid_from,
            )
        )
    db.session.flush()
    return len(missing)


def record_methods() -> int:
    """How figures are made and what is withheld stands in the public ledger; returns what was new there."""
    told = {method_key(one) for one in intact_records(RecordType.METHOD)}
    fresh = [
        record
        for one in list_method_settings()
        for record in method_records(one)
        if method_key(record) not in told
    ]
    for record in fresh:
        add_public_record(RecordType.METHOD, record, now())
    return len(fresh)


def _load_holidays() -> int:
    known = holidays_by_day()
    missing = [one for one in shipped_holidays() if one.on not in known]
    for one in missing:
        db.session.add(
            Holiday(
                on=one.on,
                name=one.name,
                name_en=one.name_en,
                confidence=one.confidence,
                is_working=one.is_working,
            )
        )
    db.session.flush()
    return len(missing)
