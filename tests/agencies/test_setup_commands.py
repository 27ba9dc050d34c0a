"""First real use: one province, two administrators of two bodies, links printed once."""

from typing import Any

import pytest
from flask import Flask

from agencies.legal_data import shipped_settings
from agencies.models import Agency, Installation, Invitation, LegalSetting, Role, Staff
from agencies.queries.staff import list_admin_bodies
from tests.agencies.signing_in import send

HOA = "hoa@thanhhoa.example;Lê Thị Hoa;38-SNV"
NAM = "nam@thanhhoa.example;Trần Văn Nam;38-VP"


@pytest.fixture
def empty(db: Any) -> Any:
    db.session.query(Installation).delete()
    db.session.commit()
    return db


def setup(app: Flask, *admins: str) -> Any:
    arguments = ["setup", "province", "--code", "38"]
    for admin in admins:
        arguments += ["--admin", admin]
    return app.test_cli_runner().invoke(args=arguments)


def test_a_province_is_set_up_with_two_administrators(app: Flask, empty: Any) -> None:
    done = setup(app, HOA, NAM)
    assert done.exit_code == 0, done.output
    assert empty.session.get(Installation, 1).province_name
    assert empty.session.query(LegalSetting).count() == len(shipped_settings())
    assert len(set(list_admin_bodies())) == 2
    links = [line.split()[-1] for line in done.output.splitlines() if "/loi-moi/" in line]
    assert len(links) == 2
    path = "/loi-moi/" + links[0].rsplit("/", 1)[1]
    answer = send(app.test_client(), path, password="qua cau gio bay", again="qua cau gio bay")
    assert answer.status_code == 302


def test_a_second_set_up_is_refused_and_changes_nothing(app: Flask, empty: Any) -> None:
    setup(app, HOA, NAM)
    again = setup(app, "x@y.example;X;38-SNV", "z@y.example;Z;38-VP")
    assert again.exit_code != 0
    assert "đã được thiết lập" in again.output
    assert empty.session.query(Staff).count() == 2


@pytest.mark.parametrize(
    "admins",
    [
        (HOA, "nam@thanhhoa.example;Trần Văn Nam;38-SNV"),
        (HOA, "nam@thanhhoa.example;Trần Văn Nam;99-KHONG"),
        (HOA, "nam@thanhhoa.example"),
        (HOA, HOA),
    ],
)
def test_wrong_administrators_leave_the_database_empty(
    app: Flask, empty: Any, admins: tuple[str, ...]
) -> None:
    refused = setup(app, *admins)
    empty.session.rollback()
    assert refused.exit_code != 0
    assert empty.session.query(Staff).count() == 0
    assert empty.session.query(Agency).count() == 0


def test_a_database_is_marked_as_a_replay_once_and_only_when_empty(app: Flask, empty: Any) -> None:
    run = app.test_cli_runner()
    made = run.invoke(args=["setup", "replay", "--code", "38"])
    assert made.exit_code == 0, made.output
    place = empty.session.get(Installation, 1)
    assert (place.is_replay, place.is_demo) == (True, True)
    assert run.invoke(args=["setup", "replay"]).exit_code != 0
    empty.session.rollback()


def test_the_server_gives_a_link_only_when_two_people_cannot(app: Flask, empty: Any) -> None:
    setup(app, HOA, NAM)
    recover = ["accounts", "recover", "hoa@thanhhoa.example"]
    assert "/loi-moi/" in app.test_cli_runner().invoke(args=recover).output
    from agencies.actions.accounts import create_staff, grant_role_directly

    for number, code in enumerate(("38-TTR", "38-STP")):
        agency = empty.session.query(Agency).filter_by(code=code).one()
        staff = create_staff(f"q{number}@thanhhoa.example", "Phạm Thị Lan", agency.id)
        grant_role_directly(staff, Role.ACCOUNT_ADMIN)
    empty.session.commit()
    count = empty.session.query(Invitation).count()
    refused = app.test_cli_runner().invoke(args=recover)
    assert "two administrators can do it" in refused.output
    assert empty.session.query(Invitation).count() == count


def test_no_command_of_a_library_opens_accounts_or_changes_passwords_past_the_audit_trail(
    app: Flask,
) -> None:
    assert not {"users", "roles"} & set(app.cli.list_commands(None))  # type: ignore[arg-type]
