"""Whose report an address names, for this viewer."""

from agencies.queries.agencies import Scope, get_agency
from base.rules import NotFound
from evaluation.actions.documents import Subject
from evaluation.models import CONSOLIDATED, PROVINCE

PROVINCE_NAMES = {
    PROVINCE: "Báo cáo của tỉnh",
    CONSOLIDATED: "Báo cáo tổng hợp từ các xã, phường",
}


def subject_of(key: str, scope: Scope) -> Subject:
    """`scope`: the viewer's agencies, None the province. NotFound for what this viewer may not know of."""
    if key in PROVINCE_NAMES:
        if scope is not None:
            raise NotFound(key)
        return Subject(key, PROVINCE_NAMES[key], None)
    agency = get_agency(key, scope)
    return Subject(agency.code, agency.name, agency.id)


def ids_of(subject: Subject) -> list[int] | None:
    """The agencies whose figures the report needs; None: all."""
    return None if subject.agency_id is None else [subject.agency_id]
