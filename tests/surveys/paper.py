"""A province with a paper batch: the people of it, and what they key."""

import itertools
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app

from agencies.actions.legal import load_legal_data
from agencies.models import AgencyKind, Role
from agencies.roles import Viewer
from base.clock import now
from base.db import db
from base.nonces import step_of
from surveys.actions.paper import batches, comparing, keying
from surveys.models import PaperBatch, PaperForm
from surveys.paper_pages import KeyingPage
from surveys.queries.paper.batches import content_of
from surveys.rules.paper.keyed import read_typed
from tests.factories import make_agency, make_round, make_staff

_pages = itertools.count()


@dataclass
class PaperProvince:
    """Sở Nội vụ owns a round in which `rated` is rated; two clerks of two other bodies."""

    home: Any
    rated: Any
    round: Any
    department: Viewer
    inspector: Viewer
    clerks: tuple[Viewer, Viewer]
    observer: Any


def viewer(role: Role, agency: Any) -> Viewer:
    staff = make_staff(role, agency=agency)
    scope = agency.id if role in (Role.CLERK, Role.AGENCY_OFFICER) else None
    return Viewer(staff.id, agency.id, ((role, scope),))


def make_paper_province() -> PaperProvince:
    load_legal_data()
    home = make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)
    inspection = make_agency("Thanh tra tỉnh", kind=AgencyKind.DEPARTMENT)
    rated = make_agency("UBND phường Hạc Thành")
    posts = [make_agency("Bưu điện tỉnh"), make_agency("Đoàn Thanh niên tỉnh")]
    return PaperProvince(
        home=home,
        rated=rated,
        round=make_round(agencies=[rated], owner=home),
        department=viewer(Role.DEPARTMENT, home),
        inspector=viewer(Role.INSPECTOR, inspection),
        clerks=(viewer(Role.CLERK, posts[0]), viewer(Role.CLERK, posts[1])),
        observer=make_staff(Role.OBSERVER, agency=make_agency("MTTQ tỉnh")),
    )


def make_batch(province: PaperProvince, form_count: int = 5) -> PaperBatch:
    return batches.make_batch(province.department, province.round, province.rated.id, form_count)


def keying_batch(province: PaperProvince, form_count: int = 5, **counts: int) -> PaperBatch:
    """Declared (all filled unless told otherwise) and given to both clerks."""
    batch = make_batch(province, form_count)
    declare(province, batch, **counts)
    first, second = province.clerks
    batches.assign_clerks(province.department, batch, first.staff_id or 0, second.staff_id or 0)
    return batch


def declare(province: PaperProvince, batch: PaperBatch, **counts: int) -> None:
    counted = batches.Declaration(
        filled_count=counts.get("filled", batch.form_count),
        spoiled_count=counts.get("spoiled", 0),
        blank_count=counts.get("blank", 0),
        collected_on=date(2026, 11, 20),
        handed_over_by="Nguyễn Văn Bình, công chức Văn phòng",
        witness_id=province.observer.id,
    )
    batches.declare_counts(province.department, batch, counted)


def page_of(actor: Viewer, batch: PaperBatch, pass_number: int, seconds: int = 20) -> KeyingPage:
    """Opened so many seconds ago."""
    opened = step_of(now()) - seconds // 5
    mark = next(_pages).to_bytes(4, "big") + os.urandom(8)
    return KeyingPage(batch.id, actor.staff_id or 0, pass_number, opened, mark)


def typed(batch: PaperBatch, levels: str, outcome: str = "filled", **more: str) -> Any:
    """levels: one character an item, a blank for none: "54 " or "0"."""
    content = content_of(batch)
    keys = [question.key for question in content.index_questions]
    fields = {key: [level.strip()] for key, level in zip(keys, levels, strict=False)}
    fields |= {"respondent_kind": ["1"]} | {key: [text] for key, text in more.items()}
    return read_typed(content, fields, outcome)


def key(
    province: PaperProvince,
    batch: PaperBatch,
    pass_number: int,
    forms: Mapping[int, str],
    seconds: int = 20,
) -> None:
    """serial → levels, keyed by the clerk of that pass."""
    actor = province.clerks[pass_number - 1]
    for serial, levels in forms.items():
        form = typed(batch, levels)
        page = page_of(actor, batch, pass_number, seconds)
        keying.key_form(actor, batch, page, serial, form.keyed, form.words)


def compared_batch(
    province: PaperProvince, forms: Mapping[int, str] | None = None, form_count: int = 5
) -> PaperBatch:
    """Both clerks read the same; forms by place in the batch, counted from 0."""
    forms = forms if forms is not None else dict.fromkeys(range(form_count), "544")
    batch = keying_batch(province, form_count, filled=len(forms))
    read = {batch.serial_from + at: levels for at, levels in forms.items()}
    key(province, batch, 1, read)
    key(province, batch, 2, read)
    comparing.compare_passes(province.department, batch, both_say_done=False)
    return batch


def serials(forms: Iterable[PaperForm]) -> list[int]:
    return [form.serial for form in forms]


def master() -> str:
    return str(current_app.extensions["settings"].secrets.ledger_master)


def reload(batch: PaperBatch) -> PaperBatch:
    db.session.flush()
    return db.session.get_one(PaperBatch, batch.id)
