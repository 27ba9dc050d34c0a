"""What tests of the draft pages share: an officer, a draft to review, sending a page's form."""

from collections.abc import Callable
from typing import Any

import html5lib
from flask.testing import FlaskClient

from agencies.models import Role
from agencies.roles import Viewer
from feedback.actions.drafts import Source, create_draft
from feedback.models import DraftVersion
from feedback.provisions import Node, from_json
from tests.feedback.trees import (
    CATTLE,
    HYGIENE,
    NOISE,
    T,
    article,
    clause,
    document,
    point,
    village_rules,
)
from tests.house import test_pages as pages

BASE = "/can-bo/du-thao"
AsStaff = Callable[..., FlaskClient]
PASTED = f"Điều 1. Vệ sinh môi trường\n1. {HYGIENE}\n2. {CATTLE}\nĐiều 2. Trật tự\n1. {NOISE}\n"


def officer_of(as_staff: AsStaff, agency: Any) -> FlaskClient:
    return as_staff("agency_officer", agency=agency, full_name="Nguyễn Thị Lan")


def bring(db: Any, client: FlaskClient, root: Node | None = None) -> DraftVersion:
    staff = client.staff  # type: ignore[attr-defined]
    viewer = Viewer(staff.id, staff.agency_id, ((Role.AGENCY_OFFICER, staff.agency_id),))
    source = Source("quy-uoc.docx", "docx", b"PK tep goc", root or village_rules())
    version = create_draft(viewer, staff.agency_id, "Quy ước thôn Tân Hưng", source)
    db.session.commit()
    return version


def faults_of(page: str) -> list[str]:
    """What the house holds against the page; raises at the first thing the HTML standard calls an error."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return pages.faults_of(parser.parse(page), "vi")


def hidden(page: str) -> dict[str, str]:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    boxes = [box for box in tree.findall(".//main//form//input") if box.get("type") == "hidden"]
    return {box.get("name"): box.get("value", "") for box in boxes}


def send(client: FlaskClient, address: str, **typed: Any) -> Any:
    return client.post(address, data=hidden(client.get(address).text) | typed)


def stored(db: Any, version: DraftVersion) -> Node:
    db.session.expire_all()
    return from_json(db.session.get(DraftVersion, version.id).tree)


def review(version: DraftVersion, rest: str = "") -> str:
    return f"{BASE}/ban/{version.id}/soat{rest}"


DOUBTFUL = document(
    Node(T.DIEU, "Điều 1.", "Vệ sinh", "", (clause(1, HYGIENE),), doubts=("number-skipped",)),
    article(2, "Trật tự", clause(1, NOISE, point("a", CATTLE))),
    Node(T.TABLE, text="Thôn\tSố hộ\nTân Hưng\t120"),
)
