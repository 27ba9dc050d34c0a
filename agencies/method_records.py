"""Legal settings that decide how figures are made, as the public ledger holds them."""

import json
from collections.abc import Iterator
from typing import Any

from agencies.models import LegalSetting
from agencies.queries.legal import list_method_settings
from ledger.openers import checks
from ledger.queries.records import intact_records
from ledger.record_types import RecordType

_NAMES = ("setting", "value", "valid_from", "valid_to", "citation")


def method_record(setting: LegalSetting) -> dict[str, Any]:
    return {
        "setting": setting.key,
        "value": json.dumps(setting.value, ensure_ascii=False, sort_keys=True),
        "valid_from": setting.valid_from.isoformat(),
        "valid_to": setting.valid_to.isoformat() if setting.valid_to else "",
        "citation": setting.citation,
    }


def method_records(setting: LegalSetting) -> list[dict[str, Any]]:
    """What the ledger holds of a version: as it was decided and, once withdrawn, that it never applies."""
    record = method_record(setting)
    if setting.withdrawn_at is None:
        return [record]
    return [record, {**record, "valid_to": record["valid_from"]}]


def method_key(record: dict[str, Any]) -> tuple[str, ...]:
    return tuple(record[name] for name in _NAMES)


@checks
def method_faults() -> Iterator[str]:
    """Every such setting stands in the ledger as it stands here, and none that stands there is gone."""
    told = {method_key(one) for one in intact_records(RecordType.METHOD)}
    stored = {
        method_key(record) for one in list_method_settings() for record in method_records(one)
    }
    for key, *_ in sorted(stored - told):
        yield f"quy định {key}: không có trong sổ / a setting of the method is not in the ledger"
    for key, *_ in sorted(told - stored):
        yield f"quy định {key}: đã bị sửa hoặc bỏ / a recorded setting was altered or removed"
