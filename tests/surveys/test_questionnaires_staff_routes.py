"""The editor's pages: nothing typed is lost, two officers see each other, publishing freezes."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agencies.models import AuditEntry
from surveys.actions.questionnaires import (
    create_questionnaire,
    publish_version,
    ship_questionnaires,
    start_version,
)
from surveys.models import QuestionnaireVersion
from surveys.questionnaire_content import read_content
from surveys.questionnaire_edits import get_question
from tests.factories import make_content
from tests.house.test_pages import faults_of

BASE = "/can-bo/bo-cau-hoi"
AsStaff = Callable[..., FlaskClient]


@pytest.fixture
def version(app: Flask, db: Any) -> QuestionnaireVersion:
    made = create_questionnaire("thu", make_content(), staff_id=None)
    db.session.commit()
    return made


def fields_of(page: str) -> dict[str, Any]:
    """What the first form of the page that posts would send, as a browser without script does."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(one for one in tree.findall(".//main//form") if one.get("method") == "post")
    sent: dict[str, Any] = {}
    for box in form.iter():
        name, kind = box.get("name"), box.get("type")
        if box.tag == "textarea" and name:
            sent[name] = (box.text or "").removeprefix("\n")
        elif box.tag == "select" and name:
            chosen = [o for o in box.iter("option") if o.get("selected") is not None]
            sent[name] = (chosen or [*box.iter("option")])[0].get("value", "")
        elif box.tag == "input" and name and kind in ("checkbox", "radio"):
            if box.get("checked") is not None:
                sent.setdefault(name, []).append(box.get("value"))
        elif box.tag == "input" and name and kind != "file":
            sent[name] = box.get("value", "")
    return sent


def send(client: FlaskClient, address: str, **typed: Any) -> Any:
    """Opens the page, types and sends; `address` may be a path or (path, page opened earlier)."""
    return client.post(address, data=fields_of(client.get(address).text) | typed)


def edit(version: QuestionnaireVersion, rest: str = "") -> str:
    return f"{BASE}/ban/{version.id}/soan{rest}"


def stored(db: Any, version: QuestionnaireVersion) -> Any:
    db.session.expire_all()
    return read_content(db.session.get(QuestionnaireVersion, version.id).content)


def test_a_questionnaire_is_made_and_opened_for_editing(db: Any, as_staff: AsStaff) -> None:
    answer = send(as_staff("department"), f"{BASE}/moi", title="Khảo sát về cấp căn cước")
    assert answer.status_code == 302
    made = db.session.scalars(select(QuestionnaireVersion)).one()
    assert made.questionnaire.key == "khao-sat-ve-cap-can-cuoc"
    assert answer.headers["Location"].endswith(f"/ban/{made.id}/soan")


def test_a_short_name_in_use_is_said_beside_its_field(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    answer = send(as_staff("department"), f"{BASE}/moi", title="Tên khác", key="thu")
    assert answer.status_code == 409
    assert "đã có bộ câu hỏi khác dùng" in answer.text
    assert 'value="Tên khác"' in answer.text


def test_a_question_is_added_with_options_and_a_condition(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    address = edit(version, "/nhom/about/cau-moi?kieu=single")
    typed = {
        "texts_vi": "Vì sao chưa hài lòng?",
        "texts_en": "Why not?",
        "options-0-texts_vi": "Phải chờ lâu",
        "options-0-texts_en": "Long wait",
        "options-1-texts_vi": "Việc khác",
        "options-1-is_other": "y",
        "show_if": "item_1",
    }
    page = client.post(
        address, data=fields_of(client.get(address).text) | typed | {"act": "refresh"}
    )
    assert "Rất không hài lòng" in page.text
    answer = client.post(
        address, data=fields_of(page.text) | {"show_if_values": ["1", "2"], "act": "save"}
    )
    assert answer.status_code == 302
    question = stored(db, version).questions[-1]
    assert (question.key, question.type) == ("why_not", "single")
    assert [option.key for option in question.options] == ["long_wait", "viec_khac"]
    assert question.options[1].is_other
    assert question.show_if.values == ("1", "2")


def test_rows_of_options_are_rearranged_without_storing_anything(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    address = edit(version, "/nhom/about/cau-moi?kieu=multiple")
    typed = {
        "texts_vi": "Việc gì?",
        "options-0-texts_vi": "Đất đai",
        "options-1-texts_vi": "Hộ tịch",
    }
    page = client.post(address, data=fields_of(client.get(address).text) | typed | {"act": "up-1"})
    fields = fields_of(page.text)
    assert (fields["options-0-texts_vi"], fields["options-1-texts_vi"]) == ("Hộ tịch", "Đất đai")
    dropped = fields_of(client.post(address, data=fields | {"act": "drop-0"}).text)
    assert dropped["options-0-texts_vi"] == "Đất đai"
    more = fields_of(client.post(address, data=dropped | {"act": "more"}).text)
    assert len([name for name in more if name.endswith("-texts_vi")]) > 3
    assert len(stored(db, version).questions) == 5


def test_a_type_changed_and_changed_back_keeps_the_options(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    address = edit(version, "/nhom/about/cau-moi?kieu=single")
    typed = {"texts_vi": "Việc gì?", "options-0-texts_vi": "Đất đai", "act": "refresh"}
    first = client.post(
        address, data=fields_of(client.get(address).text) | typed | {"type": "number"}
    )
    assert "Số nhỏ nhất" in first.text
    again = client.post(
        address, data=fields_of(first.text) | {"type": "multiple", "act": "refresh"}
    )
    assert fields_of(again.text)["options-0-texts_vi"] == "Đất đai"


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    answer = send(
        as_staff("department"),
        edit(version, "/nhom/about/cau-moi?kieu=single"),
        **{"texts_en": "Why?", "key": "item_1", "options-0-texts_vi": "Chờ lâu"},
    )
    assert answer.status_code == 422
    for href in ("#texts_vi", "#key", "#options"):
        assert f'href="{href}"' in answer.text, href
    assert fields_of(answer.text)["options-0-texts_vi"] == "Chờ lâu"
    assert fields_of(answer.text)["texts_en"] == "Why?"


def test_the_second_officer_is_told_and_sees_both(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    first = as_staff("department", full_name="Lê Văn Nam")
    second = as_staff("department")
    address = edit(version, "/cau/item_1")
    opened = fields_of(second.get(address).text)
    assert send(first, address, texts_vi="Lời của người thứ nhất").status_code == 302
    answer = second.post(address, data=opened | {"texts_vi": "Lời của người thứ hai"})
    assert answer.status_code == 409
    assert "Lê Văn Nam" in answer.text
    assert "Lời của người thứ nhất" in answer.text
    assert fields_of(answer.text)["texts_vi"] == "Lời của người thứ hai"
    assert get_question(stored(db, version), "item_1").texts["vi"] == "Lời của người thứ nhất"
    assert second.post(address, data=fields_of(answer.text)).status_code == 302
    assert get_question(stored(db, version), "item_1").texts["vi"] == "Lời của người thứ hai"


def test_two_officers_who_edit_different_questions_lose_nothing(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    first, second = as_staff("department"), as_staff("department")
    opened = fields_of(second.get(edit(version, "/cau/item_2")).text)
    send(first, edit(version, "/cau/item_1"), texts_vi="Một")
    assert (
        second.post(edit(version, "/cau/item_2"), data=opened | {"texts_vi": "Hai"}).status_code
        == 302
    )
    assert "đã giữ cả hai" in second.get(edit(version)).text
    texts = [question.texts["vi"] for question in stored(db, version).questions[:2]]
    assert texts == ["Một", "Hai"]


def test_a_question_that_somebody_removed_meanwhile_can_be_added_again(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    first, second = as_staff("department"), as_staff("department")
    opened = fields_of(second.get(edit(version, "/cau/item_2")).text)
    send(first, edit(version, "/xoa/cau/item_2"))
    answer = second.post(edit(version, "/cau/item_2"), data=opened | {"texts_vi": "Giữ lại"})
    assert answer.status_code == 409
    assert "đã xóa phần này" in answer.text
    second.post(edit(version, "/cau/item_2"), data=fields_of(answer.text))
    assert get_question(stored(db, version), "item_2").texts["vi"] == "Giữ lại"


def test_title_and_section_name_conflicts_show_both_too(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    first, second = as_staff("department"), as_staff("department")
    for rest, field in (("/chung", "title_vi"), ("/nhom/service", "texts_vi")):
        opened = fields_of(second.get(edit(version, rest)).text)
        send(first, edit(version, rest), **{field: "Của người thứ nhất"})
        answer = second.post(edit(version, rest), data=opened | {field: "Của người thứ hai"})
        assert answer.status_code == 409
        assert "Của người thứ nhất" in answer.text
        assert fields_of(answer.text)[field] == "Của người thứ hai"


def test_an_act_on_an_outline_that_has_changed_is_not_done(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    first, second = as_staff("department"), as_staff("department")
    opened = fields_of(second.get(edit(version)).text)
    send(first, edit(version), act="question-down:item_1")
    answer = second.post(
        edit(version), data=opened | {"act": "question-down:item_1"}, follow_redirects=True
    )
    assert "xin bấm lại" in answer.text
    assert [one.key for one in stored(db, version).questions[:2]] == ["item_2", "item_1"]


@pytest.mark.parametrize(
    "act", ["", "nonsense", "question-up", "question-up:nobody", "question-place:item_1"]
)
def test_a_strange_act_changes_nothing(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff, act: str
) -> None:
    before = stored(db, version)
    assert send(as_staff("department"), edit(version), act=act).status_code == 302
    assert stored(db, version) == before


def test_the_question_for_whom_cannot_be_removed(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    assert client.get(edit(version, "/xoa/cau/respondent_kind")).status_code == 409
    assert client.get(edit(version, "/xoa/nhom/about")).status_code == 409


def test_publishing_lists_every_fault_with_a_link_and_then_freezes(
    db: Any, version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    send(client, edit(version, "/nhom"), texts_vi="Nhóm trống")
    page = client.get(f"{BASE}/ban/{version.id}/cong-bo").text
    assert f"{edit(version)}#nhom-nhom_trong" in page
    send(client, edit(version, "/xoa/nhom/nhom_trong"))
    assert send(client, f"{BASE}/ban/{version.id}/cong-bo").status_code == 302
    assert client.get(edit(version)).status_code == 409
    assert client.get(edit(version, "/cau/item_1")).status_code == 409


def test_publishing_what_somebody_changed_meanwhile_is_refused(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    first, second = as_staff("department"), as_staff("department")
    opened = fields_of(second.get(f"{BASE}/ban/{version.id}/cong-bo").text)
    send(first, edit(version, "/cau/item_1"), texts_vi="Khác")
    assert second.post(f"{BASE}/ban/{version.id}/cong-bo", data=opened).status_code == 409


def test_a_published_version_takes_a_translation_which_is_logged(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    publish_version(version, opened=version.revision, staff_id=None)
    db.session.commit()
    client = as_staff("department")
    address = f"{BASE}/ban/{version.id}/dich/tyz"
    assert send(client, address, sections_0_questions_0_texts="Tày").status_code == 302
    content = stored(db, version)
    assert content.questions[0].texts == {"vi": "Nội dung 1", "en": "Item 1", "tyz": "Tày"}
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.act == "questionnaire_version.translate"
    assert entry.after == {"language": "tyz", "texts": {"sections/0/questions/0/texts": "Tày"}}
    assert client.get(f"{BASE}/ban/{version.id}/dich/vi").status_code == 404


def test_two_translators_see_both(version: QuestionnaireVersion, as_staff: AsStaff) -> None:
    first, second = as_staff("department"), as_staff("department")
    address = f"{BASE}/ban/{version.id}/dich/tyz"
    opened = fields_of(second.get(address).text)
    send(first, address, title="Của người thứ nhất")
    answer = second.post(address, data=opened | {"title": "Của người thứ hai"})
    assert answer.status_code == 409
    assert "Của người thứ nhất" in answer.text
    assert fields_of(answer.text)["title"] == "Của người thứ hai"


def test_the_preview_is_the_residents_own_page_and_cannot_send(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    answer = as_staff("department").get(f"{BASE}/ban/{version.id}/xem-thu?lang=en")
    assert "Item 1" in answer.text
    assert re.search(r"<button[^>]*disabled", answer.text)
    assert "lang=" not in answer.headers.get("Set-Cookie", "")


def test_the_preview_of_a_draft_with_a_loose_condition_still_shows(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    condition = {"show_if": "item_1", "show_if_values": ["1"], "act": "save"}
    send(client, edit(version, "/cau/words"), **condition)
    send(client, edit(version, "/xoa/cau/item_1"))
    assert client.get(f"{BASE}/ban/{version.id}/xem-thu").status_code == 200
    assert "không có câu đó" in client.get(edit(version)).text


def test_versions_are_compared(version: QuestionnaireVersion, db: Any, as_staff: AsStaff) -> None:
    publish_version(version, opened=version.revision, staff_id=None)
    new = start_version(version, staff_id=None)
    db.session.commit()
    client = as_staff("department")
    send(client, edit(new, "/cau/item_1"), texts_vi="Lời mới", counts_in_index=[])
    send(client, edit(new, "/xoa/cau/item_3"))
    page = client.get(f"{BASE}/ban/{new.id}/so-sanh").text
    assert "Lời mới" in page
    assert "Bỏ câu hỏi" in page
    assert "đổi cách tính" in page


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_an_exported_file_is_imported_as_a_draft_after_a_look(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff, kind: str
) -> None:
    client = as_staff("department")
    data = client.get(f"{BASE}/ban/{version.id}/tep.{kind}").data
    form = fields_of(client.get(f"{BASE}/nhap").text)
    page = client.post(f"{BASE}/nhap", data=form | {"file": (io.BytesIO(data), f"x.{kind}")})
    assert "Tệp không có lỗi" in page.text
    assert len(db.session.scalars(select(QuestionnaireVersion)).all()) == 1
    answer = client.post(f"{BASE}/nhap/xac-nhan", data=fields_of(page.text))
    assert answer.status_code == 302
    made = db.session.scalars(
        select(QuestionnaireVersion).order_by(QuestionnaireVersion.id.desc())
    ).first()
    assert made.state == "draft"
    assert read_content(made.content) == stored(db, version)
    assert made.questionnaire_id != version.questionnaire_id


def test_an_import_can_replace_the_draft_of_an_existing_questionnaire(
    version: QuestionnaireVersion, db: Any, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    document = json.dumps(make_content(5))
    form = fields_of(client.get(f"{BASE}/nhap").text)
    page = client.post(
        f"{BASE}/nhap", data=form | {"file": (io.BytesIO(document.encode()), "x.json")}
    )
    client.post(f"{BASE}/nhap/xac-nhan", data=fields_of(page.text) | {"target": "thu"})
    assert len(stored(db, version).index_questions) == 5


def test_a_faulty_file_stores_nothing(app: Flask, db: Any, as_staff: AsStaff) -> None:
    client = as_staff("department")
    form = fields_of(client.get(f"{BASE}/nhap").text)
    answer = client.post(
        f"{BASE}/nhap", data=form | {"file": (io.BytesIO(b'{"title": 1}'), "x.json")}
    )
    assert answer.status_code == 422
    assert "Chưa ghi gì" in answer.text
    assert db.session.scalars(select(QuestionnaireVersion)).all() == []


def test_a_forged_document_at_the_confirmation_is_checked_again(
    app: Flask, db: Any, as_staff: AsStaff
) -> None:
    client = as_staff("department")
    form = fields_of(client.get(f"{BASE}/nhap").text)
    forged = {"csrf_token": form["csrf_token"], "document": '{"sections": []}', "target": ""}
    assert client.post(f"{BASE}/nhap/xac-nhan", data=forged).status_code == 422
    assert db.session.scalars(select(QuestionnaireVersion)).all() == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_editor_is_valid(
    app: Flask, db: Any, as_staff: AsStaff, language: str
) -> None:
    shipped = next(one for one in ship_questionnaires() if one.questionnaire.key == "truong-hoc")
    draft = start_version(shipped, staff_id=None)
    db.session.commit()
    client = as_staff("department")
    rest = ["", "/soan", "/soan/chung", "/soan/nhom", "/soan/nhom/access", "/soan/cau/fees"]
    rest += ["/soan/cau/school_level", "/soan/cau/respondent_kind", "/soan/cau/someone_beside"]
    rest += ["/soan/nhom/access/cau-moi", "/soan/nhom/access/cau-moi?kieu=number"]
    rest += ["/soan/xoa/nhom/access", "/soan/xoa/cau/fees", "/cong-bo", "/thoi-dung", "/so-sanh"]
    rest += ["/dich/en", "/dich/km"]
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    for one in rest:
        joint = "&" if "?" in one else "?"
        answer = client.get(f"{BASE}/ban/{draft.id}{one}{joint}lang={language}")
        assert answer.status_code == 200, one
        assert faults_of(parser.parse(answer.text), language) == [], one


def test_other_roles_do_not_see_questionnaires(
    version: QuestionnaireVersion, as_staff: AsStaff
) -> None:
    for role in ("agency_officer", "inspector", "observer", "reader", "account_admin"):
        assert as_staff(role).get(f"{BASE}/ban/{version.id}").status_code == 403, role
