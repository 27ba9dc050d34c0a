"""The pages of long works: whose are seen, how far they are, who fetches the result."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.models import AuditEntry, GrantState
from base.clock import now
from base.jobs import JobRun, JobState, Progress, job, perform, results_dir, start_job
from base.jobs.registry import kind_of
from base.permissions import Permission
from surveys.actions.exports import EXPORT_JOB
from surveys.actions.imports import IMPORT_JOB
from tests.factories import make_agency, make_staff

SignIn = Callable[..., FlaskClient]


@job("test_draw", permission=Permission.PLACES_READ)
def draw(progress: Progress, agency_ids: list[int]) -> Path:
    path = results_dir() / f"{progress.run_id}-ap-phich-a4.pdf"
    path.write_bytes(b"%PDF-1.7")
    return path


@job("test_export", permission=Permission.RESPONSES_EXPORT, is_personal=True)
def export(progress: Progress, agency_ids: list[int]) -> Path:
    return draw(progress, agency_ids)


def make_job(
    db: Any, staff: Any, agency_ids: Any = (), is_done: bool = True, kind: str = "test_draw"
) -> JobRun:
    run = start_job(kind, "In áp phích A4", {"agency_ids": list(agency_ids)}, staff.id)
    db.session.commit()
    if is_done:
        perform(run.id)
    return run


def post(client: FlaskClient, path: str) -> Any:
    token = client.get("/can-bo/viec").text.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(path, data={"csrf_token": token})


def test_a_person_sees_the_own_works_and_nobody_elses(db: Any, as_staff: SignIn) -> None:
    commune = make_agency()
    officer = as_staff("agency_officer", agency=commune)
    own = make_job(db, officer.staff)  # type: ignore[attr-defined]
    other = make_job(db, make_staff("agency_officer", agency=commune))
    page = officer.get("/can-bo/viec").text
    assert f"/can-bo/viec/{own.id}" in page
    assert f"/can-bo/viec/{other.id}" not in page
    assert officer.get(f"/can-bo/viec/{other.id}").status_code == 404
    assert officer.get(f"/can-bo/viec/{other.id}/ket-qua").status_code == 404
    assert post(officer, f"/can-bo/viec/{other.id}/dung").status_code == 404


def test_a_department_sees_and_stops_the_works_of_its_own_people_only(
    db: Any, as_staff: SignIn
) -> None:
    home, office = make_agency("Sở Nội vụ"), make_agency("Văn phòng UBND tỉnh")
    client = as_staff("department", agency=home)
    colleagues = make_job(db, make_staff("department", agency=home), is_done=False)
    foreign = make_job(db, make_staff("department", agency=office), is_done=False)
    page = client.get("/can-bo/viec").text
    assert f"/can-bo/viec/{colleagues.id}" in page
    assert f"/can-bo/viec/{foreign.id}" not in page
    assert client.get(f"/can-bo/viec/{foreign.id}").status_code == 404
    assert post(client, f"/can-bo/viec/{foreign.id}/dung").status_code == 404
    assert post(client, f"/can-bo/viec/{colleagues.id}/dung").status_code == 302
    db.session.expire_all()
    assert foreign.state == JobState.QUEUED
    assert colleagues.state == JobState.STOPPED


def test_the_result_is_fetched_by_its_name(db: Any, as_staff: SignIn) -> None:
    commune = make_agency()
    officer = as_staff("agency_officer", agency=commune)
    run = make_job(db, officer.staff, [commune.id])  # type: ignore[attr-defined]
    assert "ap-phich-a4.pdf" in officer.get(f"/can-bo/viec/{run.id}").text
    with officer.get(f"/can-bo/viec/{run.id}/ket-qua") as answer:
        assert answer.data == b"%PDF-1.7"
        assert "filename=ap-phich-a4.pdf" in answer.headers["Content-Disposition"]


def test_who_lost_the_agency_no_longer_fetches_its_posters(db: Any, as_staff: SignIn) -> None:
    commune = make_agency()
    officer = as_staff("agency_officer", agency=commune)
    staff = officer.staff  # type: ignore[attr-defined]
    run = make_job(db, staff, [commune.id, make_agency("UBND xã Thọ Xuân").id])
    assert officer.get(f"/can-bo/viec/{run.id}/ket-qua").status_code == 404
    run = make_job(db, staff, [commune.id])
    staff.grants[0].state = GrantState.REVOKED
    db.session.commit()
    assert officer.get(f"/can-bo/viec/{run.id}/ket-qua").status_code == 404


def test_a_running_work_shows_how_far_it_is_and_refreshes_without_script(
    db: Any, as_staff: SignIn
) -> None:
    client = as_staff("department")
    run = make_job(db, client.staff, is_done=False)  # type: ignore[attr-defined]
    run.state, run.done_count, run.total_count = JobState.RUNNING, 41, 166
    run.started_at = now() - timedelta(seconds=82)
    db.session.commit()
    page = client.get(f"/can-bo/viec/{run.id}").text
    assert 'value="24"' in page
    assert "41 trên 166" in page
    assert "còn khoảng 5 phút" in page
    assert '<meta http-equiv="refresh"' in page


def test_stopping_is_asked_once_and_written_down(db: Any, as_staff: SignIn) -> None:
    client = as_staff("department")
    run = make_job(db, client.staff, is_done=False)  # type: ignore[attr-defined]
    assert post(client, f"/can-bo/viec/{run.id}/dung").status_code == 302
    page = client.get(f"/can-bo/viec/{run.id}").text
    assert "Đã dừng" in page
    assert "refresh" not in page
    post(client, f"/can-bo/viec/{run.id}/dung")
    acts = db.session.scalars(select(AuditEntry.act).where(AuditEntry.act == "job.stop")).all()
    assert acts == ["job.stop"]


def test_a_failed_work_says_what_to_do(db: Any, as_staff: SignIn) -> None:
    client = as_staff("department")
    run = make_job(db, client.staff, is_done=False)  # type: ignore[attr-defined]
    run.state, run.message = (
        JobState.FAILED,
        "Máy chủ bị ngắt giữa chừng nên việc này chưa xong. Xin chạy lại.",
    )
    db.session.commit()
    assert run.message in client.get(f"/can-bo/viec/{run.id}").text
    assert "Please start it again" in client.get(f"/can-bo/viec/{run.id}?lang=en").text


def test_who_may_no_longer_export_no_longer_fetches_an_export(db: Any, as_staff: SignIn) -> None:
    client = as_staff("department")
    staff = client.staff  # type: ignore[attr-defined]
    run = make_job(db, staff, kind="test_export")
    other = as_staff("department", agency=make_agency("Văn phòng UBND tỉnh"))
    assert other.get(f"/can-bo/viec/{run.id}/ket-qua").status_code == 404
    with client.get(f"/can-bo/viec/{run.id}/ket-qua") as answer:
        assert answer.status_code == 200
    staff.grants[0].state = GrantState.REVOKED
    db.session.commit()
    assert client.get(f"/can-bo/viec/{run.id}/ket-qua").status_code == 404


def test_exports_and_imports_are_for_the_person_who_asked() -> None:
    for kind in (EXPORT_JOB, IMPORT_JOB):
        assert kind_of(kind).is_personal
        assert kind_of(kind).permission != Permission.SIGNED_IN
