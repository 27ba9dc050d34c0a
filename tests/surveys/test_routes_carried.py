"""/chi-so/<agency> after a reorganisation: old figures stay, the successor carries them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from agencies.actions.succession import merge_agencies
from agencies.models import Agency
from base.db import db as database
from scoring.carrying import CarriedPart, carry
from scoring.rounding import percent
from surveys.index_pages.figures import decimal
from surveys.models import IndexCell
from surveys.queries.indices import list_overall_cells
from tests.agencies.test_carrying import make_dossiers
from tests.factories import make_agency
from tests.surveys.seeding import make_small_province, publish_small_province

MERGED_ON = date(2027, 1, 2)


@pytest.fixture(autouse=True)
def _after_the_round() -> Iterator[None]:
    with time_machine.travel(datetime(2027, 1, 5, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def merged(db: Any) -> tuple[list[IndexCell], Agency]:
    """(figures of the two old wards, the new ward)."""
    survey_round, owner = make_small_province(4)
    snapshot = publish_small_province(survey_round, owner, by_quarter=False)[-1]
    pairs = list_overall_cells(snapshot.id)
    shown = [(cell, agency) for cell, agency in pairs if cell.share is not None]
    cells, old = zip(*shown[:2], strict=True)
    make_dossiers(old[0].id, 750, day=date(2026, 9, 1))
    make_dossiers(old[1].id, 250, day=date(2026, 9, 1))
    new = make_agency("UBND phường Sông Mã", valid_from=MERGED_ON)
    merge_agencies(old, new, MERGED_ON, "Nghị quyết giả định", None)
    database.session.commit()
    return list(cells), new


def test_the_successor_shows_what_it_carries_from_whom_by_which_weights(
    client: Any, merged: Any
) -> None:
    cells, new = merged
    page = client.get(f"/chi-so/{new.code}").text
    parts = [
        CarriedPart(weight, cell.share, cell.variance, cell.df, cell.n_valid)
        for weight, cell in zip((0.75, 0.25), cells, strict=True)
    ]
    wanted = carry(parts)
    assert "Mang sang từ cơ quan cũ" in page
    assert "Số tính ra, không phải số khảo sát được" in page
    assert "(75 %)" in page
    assert f'<td class="number">{decimal(percent(wanted.share, 1))}</td>' in page
    limits = f"{decimal(percent(wanted.low, 1))}–{decimal(percent(wanted.high, 1))}"
    assert f'<td class="number">{limits}</td>' in page
    assert "Cơ quan này chưa có kết quả công bố" in page


def test_the_old_agency_keeps_its_figures_and_leads_to_its_successor(
    client: Any, merged: Any
) -> None:
    cells, new = merged
    old = database.session.get_one(Agency, cells[0].agency_id)
    page = client.get(f"/chi-so/{old.code}").text
    assert decimal(percent(cells[0].share, 1)) in page
    assert "Từ 02/01/2027 chuyển vào UBND phường Sông Mã." in page
    assert f'href="/chi-so/{new.code}"' in page
    assert "Mang sang từ cơ quan cũ" not in page


def test_a_source_that_is_withheld_leaves_nothing_to_carry(client: Any, merged: Any) -> None:
    cells, new = merged
    cell = database.session.scalars(select(IndexCell).where(IndexCell.id == cells[1].id)).one()
    cell.withheld, cell.share = "too_few_for_shares", None
    database.session.commit()
    page = client.get(f"/chi-so/{new.code}").text
    assert "chưa mang sang được: có cơ quan cũ chưa công bố" in page


def test_before_the_day_nothing_is_carried(client: Any, merged: Any) -> None:
    _cells, new = merged
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC), tick=False):
        assert "Mang sang từ cơ quan cũ" not in client.get(f"/chi-so/{new.code}").text
