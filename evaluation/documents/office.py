"""Who issues a report, to whom it goes, who signs: as the office said, else by register and settings."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from agencies.models import Agency
from agencies.queries.legal import setting_in_force
from base.documents.blocks import Signature
from base.documents.heading import Issuer, issuer_of
from evaluation.models import DocumentOffice, YearDocument

_TAIL = re.compile(r"[0-9]+-(.+)")
_NO_NUMBER = "        "


@dataclass(frozen=True)
class Office:
    """`number` is the whole line behind «Số:»; `recipients` the lines below «Nơi nhận:»."""

    issuer: Issuer
    number: str
    dated_on: date | None
    to: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True)
class Place:
    """The province as documents name it."""

    code: str
    name: str
    on: date

    def setting(self, key: str) -> Any:
        """The province's own value of a setting kept by province, else what it says for all others."""
        value = setting_in_force(key, self.on).value
        return value.get(self.code, value["default"])


def office_of(
    agency: Agency,
    parent_name: str,
    place: Place,
    stored: DocumentOffice | None,
    document: YearDocument | None,
    is_province: bool = False,
) -> Office:
    said = place.setting("report.province_recipients" if is_province else "report.recipients")
    issuer = _issuer(agency, parent_name, place, stored)
    copies = tuple(stored.copies) if stored and stored.copies else tuple(said["copies"])
    archive = (stored.archive if stored else "") or place.setting("report.archive")
    to = tuple(one for one in said["to"] if _bare(one) != agency.name)
    first = ("- Như trên;",) if to else ()
    others = tuple(f"- {one};" for one in copies if one != agency.name)
    return Office(
        issuer=issuer,
        number=f"{(document.number if document else '') or _NO_NUMBER}/{_symbol(agency, stored)}",
        dated_on=document.dated_on if document else None,
        to=to,
        recipients=(*first, *others, f"- Lưu: {archive}."),
        signature=Signature(issuer.signer, stored.signer_name if stored else ""),
    )


def _issuer(
    agency: Agency, parent_name: str, place: Place, stored: DocumentOffice | None
) -> Issuer:
    found = issuer_of(agency.name, agency.kind, place.name, parent_name)
    role = tuple(stored.signer_role) if stored and stored.signer_role else found.signer
    return Issuer(found.above, found.own, (stored.place if stored else "") or found.place, role)


def _symbol(agency: Agency, stored: DocumentOffice | None) -> str:
    """ "BC-UBND", "BC-SNV"; only the kind where the office's own letters are not known."""
    if stored and stored.symbol:
        return stored.symbol
    if agency.kind in ("commune_committee", "province_committee"):
        return "BC-UBND"
    tail = _TAIL.fullmatch(agency.code)
    return f"BC-{tail.group(1)}" if tail else "BC"


def _bare(name: str) -> str:
    """ "Ủy ban nhân dân tỉnh (qua Sở Nội vụ)" without what stands in brackets."""
    return name.split(" (")[0]
