"""Codes on staff pages: ordered, printed, erased, withdrawn; seen by whom, and never one by one."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from agencies.models import AgencyKind, AuditEntry
from base.clock import now
from base.jobs import JobRun, JobState, result_file
from surveys.actions.code_slips import erase_old_files
from surveys.actions.codes import confirm_committed, hand_out, open_slips, settle_uses
from surveys.codes import hash_code
from surveys.models import BatchState, CodeBatch, CodeUse, Delivery, RoundAgency
from surveys.rules.dossier_classes import DossierClass
from tests.conftest import sign_in_client
from tests.factories import make_agency, make_staff
from tests.ledger.leaves import seal_now
from tests.surveys.code_batches import TODAY, Scene, add_dossiers, sealed_count, settings

SignIn = Callable[..., FlaskClient]
HOME = "/can-bo/ma-danh-gia"


@pytest.fixture
def scene(app: Flask, db: Any) -> Scene:
    made = Scene()
    db.session.commit()
    return made


@pytest.fixture
def client(app: Flask, db: Any, scene: Scene) -> FlaskClient:
    staff = make_staff("department", agency=scene.home)
    db.session.commit()
    return sign_in_client(app, staff)


def publish(db: Any, app: Flask) -> None:
    db.session.commit()
    seal_now(app)
    confirm_committed()
    db.session.commit()


def post(client: FlaskClient, path: str, fields: Any = (), form_at: str = "") -> Any:
    page = client.get(form_at or path).text
    values = MultiDict(fields)
    values["csrf_token"] = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    return client.post(path, data=values)


def order(scene: Scene, **values: str) -> dict[str, str]:
    defaults = {
        "round": str(scene.round.id),
        "delivery": "slip",
        "first_day": TODAY.isoformat(),
        "last_day": TODAY.isoformat(),
        "count": "12",
        "agency": str(scene.commune.id),
    }
    return defaults | values


def batches(db: Any) -> list[CodeBatch]:
    db.session.expire_all()
    return list(db.session.scalars(select(CodeBatch).order_by(CodeBatch.id)))


def newest_run(db: Any) -> JobRun:
    db.session.expire_all()
    run: JobRun = db.session.scalars(select(JobRun).order_by(JobRun.id.desc())).first()
    return run


def test_an_order_makes_a_batch_an_agency_and_day(
    db: Any, client: FlaskClient, scene: Scene
) -> None:
    fields = order(scene, last_day="2026-11-25")
    assert post(client, f"{HOME}/moi", fields).status_code == 302
    assert newest_run(db).state == JobState.DONE
    made = batches(db)
    assert [one.issue_day.day for one in made] == [23, 24, 25]
    assert {one.code_count for one in made} == {12}
    again = post(client, f"{HOME}/moi", fields)
    assert again.status_code == 409
    assert "những ngày này đã đủ mã" in again.text


def test_an_order_without_a_number_follows_the_newest_dossier_counts(
    db: Any, client: FlaskClient, scene: Scene
) -> None:
    day = TODAY.replace(day=20)
    add_dossiers(scene.commune, day, 7)
    add_dossiers(scene.commune, day, 4, is_late=True)
    db.session.commit()
    assert post(client, f"{HOME}/moi", order(scene, count="")).status_code == 302
    (batch,) = batches(db)
    assert batch.code_count == 11


def test_more_codes_than_dossiers_are_refused_with_the_numbers_and_noted(
    db: Any, client: FlaskClient, scene: Scene
) -> None:
    add_dossiers(scene.commune, TODAY, 10)
    db.session.commit()
    answer = post(client, f"{HOME}/moi", order(scene, count="200"))
    assert answer.status_code == 409
    assert "chỉ có 10 hồ sơ" in answer.text
    assert 'value="200"' in answer.text
    assert batches(db) == []
    refused = select(AuditEntry).where(AuditEntry.act == "rule.refused")
    assert db.session.scalars(refused).one().after["rule"] == "BeyondDossiers"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"agency": ""}, "Xin chọn ít nhất một cơ quan."),
        ({"count": "0"}, "Xin ghi số từ 1 đến 5.000."),
        ({"first_day": ""}, "Xin chọn ngày."),
    ],
)
def test_a_wrong_order_is_told_beside_the_field(
    db: Any, client: FlaskClient, scene: Scene, values: dict[str, str], sentence: str
) -> None:
    answer = post(client, f"{HOME}/moi", order(scene, **values))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert batches(db) == []


def test_slips_are_printed_audited_and_erased_for_good(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    batch = scene.make(5)
    publish(db, app)
    page = f"{HOME}/{batch.id}"
    assert "Đã in xong</a>" not in client.get(page).text
    assert post(client, f"{page}/in", form_at=page).status_code == 302
    run = newest_run(db)
    path = result_file(run)
    assert path is not None
    pdf = client.get(f"/can-bo/viec/{run.id}/ket-qua")
    assert len(PdfReader(io.BytesIO(pdf.data)).pages) == 2
    pdf.close()
    printed = select(AuditEntry).where(AuditEntry.act == "codes.print")
    assert db.session.scalars(printed).one().after == {"slips": 5, "sheets": 2}
    assert post(client, f"{page}/da-in-xong").status_code == 302
    assert not path.exists()
    assert sealed_count(batch) == 0
    assert client.get(f"/can-bo/viec/{run.id}/ket-qua").status_code == 404
    assert "không ai in lại được" in client.get(page).text
    assert client.post(f"{page}/in").status_code in (302, 400)


def test_the_slips_are_for_who_ordered_them_alone(
    db: Any, app: Flask, client: FlaskClient, scene: Scene, as_staff: SignIn
) -> None:
    batch = scene.make(2)
    publish(db, app)
    page = f"{HOME}/{batch.id}"
    post(client, f"{page}/in", form_at=page)
    result = f"/can-bo/viec/{newest_run(db).id}/ket-qua"
    colleague = as_staff("department", agency=scene.home)
    for other in (colleague, as_staff("observer"), as_staff("inspector")):
        assert other.get(result).status_code == 404
    own = client.get(result)
    assert own.status_code == 200
    own.close()


def test_a_slip_file_lives_a_day_and_can_be_drawn_again(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    import time_machine

    batch = scene.make(2)
    publish(db, app)
    page = f"{HOME}/{batch.id}"
    post(client, f"{page}/in", form_at=page)
    path = result_file(newest_run(db))
    assert path is not None
    with time_machine.travel("2026-11-24 03:30:00+00:00"):
        erase_old_files()
        db.session.commit()
    assert not path.exists()
    assert sealed_count(batch) == 2


def test_a_withdrawn_batch_says_why_and_loses_its_file(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    batch = scene.make(2)
    publish(db, app)
    page = f"{HOME}/{batch.id}"
    post(client, f"{page}/in", form_at=page)
    path = result_file(newest_run(db))
    assert post(client, f"{page}/thu-hoi", {"reason": "Mất"}).status_code == 409
    reason = "Mất cả lô trên đường chuyển về phường"
    assert post(client, f"{page}/thu-hoi", {"reason": reason}).status_code == 302
    assert path is not None
    assert not path.exists()
    assert batches(db)[0].state == BatchState.WITHDRAWN
    assert reason in client.get(page).text


def test_uses_under_ten_are_withheld_and_others_come_in_tens_as_of_last_night(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    batch = scene.make(30)
    publish(db, app)
    codes = open_slips(scene.actor, batch, settings().secrets, now())
    rows = [CodeUse(code_hash=hash_code(one, settings().secrets)) for one in codes]
    db.session.add_all(rows[:9])
    settle_uses()
    db.session.commit()
    assert "dưới 10" in client.get(HOME).text
    db.session.add_all(rows[9:17])
    db.session.commit()
    assert "dưới 10" in client.get(HOME).text
    settle_uses()
    db.session.commit()
    page = client.get(HOME).text
    assert "từ 10" in page
    assert "17" not in page.split('id="batches"')[1].split("</table>")[0].replace("30", "")


def test_no_page_shows_a_code_or_its_hash(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    batch = scene.make(3)
    publish(db, app)
    codes = open_slips(scene.actor, batch, settings().secrets, now())
    db.session.commit()
    pages = client.get(HOME).text + client.get(f"{HOME}/{batch.id}").text
    for code in codes:
        assert code not in pages
        assert hash_code(code, settings().secrets).hex() not in pages


def test_observers_see_counts_and_may_do_nothing(
    db: Any, app: Flask, scene: Scene, as_staff: SignIn
) -> None:
    batch = scene.make(3)
    publish(db, app)
    observer = as_staff("observer")
    page = observer.get(f"{HOME}/{batch.id}")
    assert page.status_code == 200
    assert "In phiếu" not in page.text
    assert "Thu hồi lô này" not in page.text
    assert observer.get(f"{HOME}/moi").status_code == 403


def test_the_department_never_meets_codes_of_its_own_body(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    from tests.factories import make_code_batch, make_round

    office = make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    own = make_code_batch(scene.home, make_round(agencies=[scene.home], owner=office))
    db.session.commit()
    assert f"{HOME}/{own.id}" not in client.get(HOME).text
    answer = client.get(f"{HOME}/{own.id}")
    assert answer.status_code == 409
    assert "của chính mình" in answer.text
    noted = select(func.count()).where(AuditEntry.act == "rule.refused")
    assert db.session.scalar(noted) == 1


def test_the_desk_says_when_receipts_will_soon_carry_no_code(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    scene.make(4, delivery=Delivery.RECEIPT)
    publish(db, app)
    assert "1 cơ quan sắp hết mã" in client.get("/can-bo/").text
    assert "còn 4 trên 4 mã" in client.get(HOME).text
    scene.make(40, delivery=Delivery.RECEIPT)
    publish(db, app)
    assert "sắp hết mã" not in client.get("/can-bo/").text


def test_where_no_code_is_left_it_is_said_so_before_those_that_have_some(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    other = make_agency("UBND phường Sầm Sơn")
    db.session.add(RoundAgency(round_id=scene.round.id, agency_id=other.id))
    scene.make(2, delivery=Delivery.RECEIPT, agency_id=other.id)
    publish(db, app)
    for _ in range(2):
        hand_out(other, (Delivery.RECEIPT,), DossierClass(), settings(), now())
    db.session.commit()
    assert "1 cơ quan đã hết mã" in client.get("/can-bo/").text
    scene.make(3, delivery=Delivery.RECEIPT)
    publish(db, app)
    assert "2 cơ quan đã hết hoặc sắp hết mã" in client.get("/can-bo/").text
    page = client.get(HOME).text
    assert "Đã hết mã cho phần mềm một cửa" in page
    assert "Sắp hết mã" not in page
    ended = page.index("UBND phường Sầm Sơn: đã phát hết 2 mã, xin tạo thêm")
    assert ended < page.index("UBND phường Hạc Thành: còn 3 trên 3 mã")


def test_the_printed_qr_opens_the_answer_page_of_the_code(
    db: Any, app: Flask, client: FlaskClient, scene: Scene
) -> None:
    from PIL import Image

    from surveys.slips import SlipOrder, draw_slips

    batch = scene.make(1)
    publish(db, app)
    (code,) = open_slips(scene.actor, batch, settings().secrets, now())
    drawn = SlipOrder("UBND", "Sở Nội vụ", TODAY, TODAY, settings().public_url)
    png = draw_slips(drawn, [code], output_format="png", ppi=200)
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert found.text == f"{settings().public_url}/m/{code}"
