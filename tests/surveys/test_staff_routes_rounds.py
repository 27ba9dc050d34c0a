"""Rounds on staff pages: planned on one page, changed, extended, seen by whom; and what everybody sees."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from agencies.models import AgencyKind
from base.clock import today
from base.jobs import JobRun, JobState
from surveys.models import RoundState, SurveyRound
from surveys.queries.rounds import place_ids_of, targets_of
from tests.factories import make_agency, make_place, make_round, make_version

SignIn = Callable[..., FlaskClient]
HOME = "/can-bo/dot-khao-sat"


@pytest.fixture
def home(app: Any) -> Any:
    return make_agency("Sở Nội vụ", kind=AgencyKind.DEPARTMENT)


@pytest.fixture
def officer(home: Any, as_staff: SignIn) -> FlaskClient:
    return as_staff("department", agency=home)


def token(client: FlaskClient, path: str) -> str:
    return client.get(path).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def post(client: FlaskClient, path: str, fields: Any, form_at: str = "") -> Any:
    values = MultiDict(fields)
    values["csrf_token"] = token(client, form_at or path)
    return client.post(path, data=values)


def typed(version: Any, agencies: Any = (), **fields: Any) -> MultiDict[str, Any]:
    values: dict[str, Any] = {
        "version": version.id,
        "name": "Khảo sát sáu tháng đầu năm 2027",
        "opens_on": "2027-01-01",
        "closes_on": "2027-06-30",
        "target": "120",
        "places": "all",
        "periods": "quarterly",
    }
    result = MultiDict({**values, **fields})
    for agency in agencies:
        result.add("agency", str(agency.id))
    return result


def only_round(db: Any) -> SurveyRound:
    db.session.expire_all()
    return db.session.scalars(select(SurveyRound)).one()


def test_all_communes_are_rated_with_one_tick(db: Any, officer: FlaskClient) -> None:
    communes = [make_agency(f"UBND xã số {number}") for number in range(12)]
    place = make_place(communes[3])
    make_agency("Sở Y tế", kind=AgencyKind.DEPARTMENT)
    version = make_version()
    db.session.commit()
    fields = typed(version, whole_kind="commune_committee")
    answer = post(officer, f"{HOME}/moi", fields)
    assert answer.status_code == 302
    survey_round = only_round(db)
    assert targets_of(survey_round.id) == {one.id: 120 for one in communes}
    assert place_ids_of(survey_round.id) == {place.id}
    assert [one.name for one in survey_round.periods] == ["Quý I/2027", "Quý II/2027"]


def test_days_are_those_of_vietnam_and_the_last_day_counts(db: Any, officer: FlaskClient) -> None:
    commune, version = make_agency(), make_version()
    db.session.commit()
    post(officer, f"{HOME}/moi", typed(version, [commune]))
    survey_round = only_round(db)
    assert survey_round.opens_at == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert survey_round.closes_at == datetime(2027, 6, 30, 17, tzinfo=UTC)
    assert "01/01/2027 – 30/06/2027" in officer.get(f"{HOME}/{survey_round.id}").text


def test_what_was_typed_stays_when_something_is_missing(db: Any, officer: FlaskClient) -> None:
    commune, version = make_agency(), make_version()
    db.session.commit()
    fields = typed(version, [commune], name="", closes_on="2026-12-01", target="nhiều")
    answer = post(officer, f"{HOME}/moi", fields)
    assert answer.status_code == 422
    assert "Xin điền ô này." in answer.text
    assert "Ngày cuối phải từ ngày mở trở đi." in answer.text
    assert f'value="{commune.id}" checked' in answer.text
    assert 'value="2026-12-01"' in answer.text
    assert "nhiều" in answer.text
    answer = post(officer, f"{HOME}/moi", typed(version))
    assert "Xin chọn ít nhất một cơ quan." in answer.text
    assert "Khảo sát sáu tháng đầu năm 2027" in answer.text
    assert db.session.scalars(select(SurveyRound)).all() == []


def test_a_new_round_does_not_begin_in_the_past(db: Any, officer: FlaskClient) -> None:
    commune, version = make_agency(), make_version()
    db.session.commit()
    yesterday = (today() - timedelta(days=1)).isoformat()
    answer = post(officer, f"{HOME}/moi", typed(version, [commune], opens_on=yesterday))
    assert "Ngày mở phải từ hôm nay trở đi." in answer.text


def test_the_department_is_told_who_must_plan_a_round_about_itself(
    db: Any, officer: FlaskClient, home: Any
) -> None:
    make_agency("Văn phòng UBND tỉnh", kind=AgencyKind.PROVINCE_OFFICE)
    version = make_version()
    db.session.commit()
    answer = post(officer, f"{HOME}/moi", typed(version, [home]))
    assert answer.status_code == 409
    assert "Đợt này phải do Văn phòng UBND tỉnh lập." in answer.text
    assert "Khảo sát sáu tháng đầu năm 2027" in answer.text


@pytest.mark.parametrize("role", ["agency_officer", "clerk", "inspector", "observer", "reader"])
def test_nobody_but_the_department_plans_opens_or_extends(
    db: Any, as_staff: SignIn, home: Any, role: str
) -> None:
    commune = make_agency()
    survey_round = make_round([make_place(commune)], owner=home)
    client = as_staff(role, agency=commune)
    for path in ("moi", f"{survey_round.id}/sua", f"{survey_round.id}/gia-han"):
        assert client.get(f"{HOME}/{path}").status_code == 403
    for part in ("ky-cong-bo", "them-noi-moi", "noi-dat-ma", "chi-tieu"):
        assert client.post(f"{HOME}/{survey_round.id}/{part}").status_code in (400, 403)


def test_the_second_of_two_officers_sees_both_versions_and_may_save_again(
    db: Any, officer: FlaskClient, home: Any
) -> None:
    commune, version = make_agency(), make_version()
    survey_round = planned(home, commune, version)
    db.session.commit()
    path = f"{HOME}/{survey_round.id}/sua"
    seen = str(survey_round.revision)
    first = typed(version, [commune], name="Tên của người thứ nhất", revision=seen, periods="keep")
    assert post(officer, path, first).status_code == 302
    second = typed(version, [commune], name="Tên của người thứ hai", revision=seen, periods="keep")
    answer = post(officer, path, second)
    assert answer.status_code == 409
    assert "Tên của người thứ nhất" in answer.text
    assert "Tên của người thứ hai" in answer.text
    revision = answer.text.split('name="revision"')[1].split('value="')[1].split('"')[0]
    second["revision"] = revision
    assert post(officer, path, second).status_code == 302
    assert only_round(db).name == "Tên của người thứ hai"


def planned(home: Any, commune: Any, version: Any, **columns: Any) -> SurveyRound:
    dates = {
        "opens_at": datetime(2027, 1, 1, tzinfo=UTC),
        "closes_at": datetime(2027, 7, 1, tzinfo=UTC),
    }
    values = {**dates, "state": RoundState.PLANNED, **columns}
    return make_round(agencies=[commune], owner=home, version=version, **values)


def test_an_open_round_cannot_be_edited_but_is_extended_for_a_public_reason(
    db: Any, officer: FlaskClient, home: Any, client: FlaskClient
) -> None:
    commune = make_agency()
    survey_round = make_round([make_place(commune)], owner=home)
    db.session.commit()
    path = f"{HOME}/{survey_round.id}"
    assert officer.get(f"{path}/sua").status_code == 409
    fields = {"closes_on": "2027-01-31", "reason": "Bão số 10 làm nhiều xã mất điện một tuần"}
    assert (
        post(officer, f"{path}/gia-han", {**fields, "closes_on": "2026-11-30"}).status_code == 422
    )
    fields["revision"] = str(survey_round.revision)
    assert post(officer, f"{path}/gia-han", fields).status_code == 302
    assert only_round(db).closes_at == datetime(2027, 1, 31, 17, tzinfo=UTC)
    assert fields["reason"] in client.get(f"/khao-sat/{survey_round.id}").text


def test_periods_are_made_by_a_button_and_refused_with_a_sentence(
    db: Any, officer: FlaskClient, home: Any
) -> None:
    survey_round = planned(home, make_agency(), make_version())
    db.session.commit()
    path = f"{HOME}/{survey_round.id}"
    post(officer, f"{path}/ky-cong-bo", {"mode": "monthly"}, form_at=path)
    assert len(only_round(db).periods) == 7
    post(officer, f"{path}/ky-cong-bo", {"first": "3/2027", "last": "4/2027"}, form_at=path)
    page = officer.get(path).text
    assert "trùng tháng" in page
    post(officer, f"{path}/ky-cong-bo", {"mode": "none"}, form_at=path)
    post(officer, f"{path}/ky-cong-bo", {"first": "2027-03", "last": "5/2027"}, form_at=path)
    assert [one.name for one in only_round(db).periods] == ["Tháng 3–5/2027"]
    assert only_round(db).periods[0].ends_on == date(2027, 6, 1)


def test_targets_are_set_agency_by_agency(db: Any, officer: FlaskClient, home: Any) -> None:
    commune = make_agency()
    survey_round = planned(home, commune, make_version())
    db.session.commit()
    path = f"{HOME}/{survey_round.id}/chi-tieu"
    answer = post(officer, path, {f"target-{commune.id}": "nhiều"})
    assert answer.status_code == 422
    assert 'value="nhiều"' in answer.text
    assert post(officer, path, {f"target-{commune.id}": "1.200"}).status_code == 302
    assert targets_of(survey_round.id) == {commune.id: 1200}


def test_places_made_later_are_put_into_the_round_by_the_department(
    db: Any, officer: FlaskClient, home: Any
) -> None:
    commune = make_agency()
    centre = make_agency("Trung tâm", parent_id=commune.id, counts_for_parent=True)
    survey_round = make_round([make_place(commune)], owner=home)
    late = make_place(centre, name="Quầy số 9")
    db.session.commit()
    path = f"{HOME}/{survey_round.id}"
    assert "1 nơi đặt mã của các cơ quan chưa ở trong đợt" in officer.get(path).text
    post(officer, f"{path}/them-noi-moi", {}, form_at=path)
    assert late.id in place_ids_of(survey_round.id)
    post(officer, f"{path}/noi-dat-ma", {"place": str(late.id)})
    assert place_ids_of(survey_round.id) == {late.id}


def test_posters_of_a_whole_round_are_ordered_and_fetched(
    db: Any, officer: FlaskClient, home: Any
) -> None:
    survey_round = make_round([make_place(make_agency(f"UBND xã {n}")) for n in "ABC"], owner=home)
    db.session.commit()
    path = f"{HOME}/{survey_round.id}"
    fields = {"paper": "stickers", "second_language": "en"}
    answer = post(officer, f"{path}/ap-phich", fields, form_at=path)
    run = db.session.scalars(select(JobRun)).one()
    assert answer.headers["Location"] == f"/can-bo/viec/{run.id}"
    assert run.state == JobState.DONE
    with officer.get(f"/can-bo/viec/{run.id}/ket-qua") as file:
        assert file.data.startswith(b"%PDF")


def test_everybody_sees_who_asks_what_and_whom_but_no_counts(
    db: Any, client: FlaskClient, home: Any
) -> None:
    commune = make_agency("UBND xã Thọ Xuân")
    survey_round = make_round([make_place(commune)], owner=home)
    db.session.commit()
    assert survey_round.name in client.get("/khao-sat").text
    page = client.get(f"/khao-sat/{survey_round.id}").text
    for words in ("Sở Nội vụ", "UBND xã Thọ Xuân", "Nội dung 1", "Đang nhận phiếu"):
        assert words in page
    assert "Item 1" in client.get(f"/khao-sat/{survey_round.id}?lang=en").text
    assert client.get("/khao-sat/999").status_code == 404
    assert "Set-Cookie" not in client.get("/khao-sat").headers
