"""The life of questionnaires: made, edited by two, published and frozen, followed by a new version."""

import copy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from agencies.models import AuditEntry
from surveys.actions.questionnaires import (
    copy_version,
    create_questionnaire,
    publish_version,
    retire_version,
    save_draft,
    ship_questionnaires,
    start_version,
)
from surveys.models import QuestionnaireVersion
from surveys.models.questionnaire import FrozenVersionChanged
from surveys.packing import slots
from surveys.queries.questionnaires import find_published_version, list_published_versions
from surveys.questionnaire_content import RESPONDENT_KEY, read_content
from surveys.rules.questionnaires import ContentFaulty, DraftChanged, VersionFrozen
from surveys.rules.questionnaires.versions import DraftExists, KeyTaken, VersionNotDraft
from tests.factories import make_content, make_staff, make_version

SHIPPED = {"hanh-chinh-cong", "chinh-quyen-xa", "tram-y-te", "truong-hoc"}


def acts(db: Any) -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def draft(db: Any) -> QuestionnaireVersion:
    return create_questionnaire("thu", make_content(), staff_id=None)


def retitled(version: QuestionnaireVersion, title: str) -> dict[str, Any]:
    return {**copy.deepcopy(version.content), "title": {"vi": title}}


def test_the_four_shipped_questionnaires_are_published_once(app: Flask, db: Any) -> None:
    assert {version.questionnaire.key for version in ship_questionnaires()} == SHIPPED
    db.session.commit()
    assert ship_questionnaires() == []
    assert {one.questionnaire.key for one in list_published_versions()} == SHIPPED


def test_the_command_ships_them_and_says_how_many(app: Flask) -> None:
    run = app.test_cli_runner().invoke(args=["surveys", "ship-questionnaires"])
    assert "4 questionnaires published" in run.output
    again = app.test_cli_runner().invoke(args=["surveys", "ship-questionnaires"])
    assert "0 questionnaires published" in again.output


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_shipped_questionnaire_takes_a_minute_and_speaks_both_languages(
    app: Flask, key: str
) -> None:
    ship_questionnaires()
    version = find_published_version(key)
    assert version is not None
    content = read_content(version.content)
    assert 8 <= len(content.index_questions) <= 9
    assert len(content.questions) <= 14
    assert content.questions[-1].key == "someone_beside"
    assert not content.questions[-1].counts_in_index
    assert RESPONDENT_KEY in slots(content)
    texts = [content.title, content.purpose]
    for section in content.sections:
        texts.append(section.texts)
        for question in section.questions:
            texts += [question.texts, *(option.texts for option in question.options)]
            texts += [question.help] if question.help else []
    assert all(set(text) == {"vi", "en"} for text in texts)


def test_the_administrative_one_rates_the_receiving_and_the_resolving_agency(app: Flask) -> None:
    ship_questionnaires()
    version = find_published_version("hanh-chinh-cong")
    assert version is not None
    content = read_content(version.content)
    assert {question.rated for question in content.index_questions} == {
        "receiving",
        "resolving",
        "both",
    }
    dimensions = [
        one.key for one in content.sections if any(q.counts_in_index for q in one.questions)
    ]
    assert dimensions == ["access", "procedures", "officials", "result", "feedback"]


def test_a_key_is_given_once(app: Flask, db: Any) -> None:
    draft(db)
    with pytest.raises(KeyTaken):
        draft(db)


def test_the_second_officer_is_told_that_the_draft_has_changed(app: Flask, db: Any) -> None:
    version = draft(db)
    first, second = make_staff("department"), make_staff("department")
    db.session.commit()
    opened = version.revision
    save_draft(version, retitled(version, "Của người thứ nhất"), opened=opened, staff_id=first.id)
    db.session.commit()
    with pytest.raises(DraftChanged):
        save_draft(version, retitled(version, "Thứ hai"), opened=opened, staff_id=second.id)
    assert version.content["title"]["vi"] == "Của người thứ nhất"
    assert version.changed_by_id == first.id


def test_publishing_freezes(app: Flask, db: Any) -> None:
    version = draft(db)
    publish_version(version, opened=version.revision, staff_id=None)
    db.session.commit()
    with pytest.raises(VersionFrozen):
        save_draft(version, make_content(5), opened=version.revision, staff_id=None)
    with pytest.raises(VersionNotDraft):
        publish_version(version, opened=version.revision, staff_id=None)


def test_publishing_names_every_fault(app: Flask, db: Any) -> None:
    content = make_content()
    content["sections"][0]["questions"][0]["texts"] = {}
    content["sections"][1]["questions"] = content["sections"][1]["questions"][1:]
    version = create_questionnaire("thu", content, staff_id=None)
    with pytest.raises(ContentFaulty) as refused:
        publish_version(version, opened=version.revision, staff_id=None)
    assert {fault.path for fault in refused.value.faults} == {
        "sections/0/questions/0/texts/vi",
        "sections",
    }


def test_a_new_version_copies_and_only_one_draft_is_open(app: Flask, db: Any) -> None:
    version = draft(db)
    publish_version(version, opened=version.revision, staff_id=None)
    new = start_version(version, staff_id=None)
    assert (new.number, new.state, new.content) == (2, "draft", version.content)
    with pytest.raises(DraftExists):
        start_version(version, staff_id=None)


def test_a_key_keeps_its_type_and_its_options_between_versions(app: Flask, db: Any) -> None:
    version = draft(db)
    publish_version(version, opened=version.revision, staff_id=None)
    new = start_version(version, staff_id=None)
    content = copy.deepcopy(new.content)
    content["sections"][0]["questions"][0] |= {"type": "number", "counts_in_index": False}
    save_draft(new, content, opened=new.revision, staff_id=None)
    with pytest.raises(ContentFaulty) as refused:
        publish_version(new, opened=new.revision, staff_id=None)
    assert [fault.path for fault in refused.value.faults] == ["sections/0/questions/0/type"]


def test_a_copy_is_a_questionnaire_of_its_own(app: Flask, db: Any) -> None:
    version = draft(db)
    other = copy_version(version, "ban-sao", "Bản sao", staff_id=None)
    assert other.questionnaire_id != version.questionnaire_id
    assert (other.number, other.questionnaire.name) == (1, "Bản sao")


def test_every_act_leaves_its_mark_in_the_audit_trail(app: Flask, db: Any) -> None:
    version = draft(db)
    save_draft(version, retitled(version, "Tên mới"), opened=version.revision, staff_id=None)
    publish_version(version, opened=version.revision, staff_id=None)
    start_version(version, staff_id=None)
    retire_version(version, staff_id=None)
    assert acts(db) == [
        "questionnaire.create",
        "questionnaire_version.save",
        "questionnaire_version.publish",
        "questionnaire_version.start",
        "questionnaire_version.retire",
    ]


def test_a_retired_version_is_not_offered_to_new_rounds(app: Flask, db: Any) -> None:
    version = make_version()
    retire_version(version, staff_id=None)
    assert list_published_versions() == []


def test_no_code_can_change_or_delete_what_is_published(app: Flask, db: Any) -> None:
    version = make_version()
    db.session.commit()
    db.session.expire_all()
    version.content = retitled(version, "Tên khác")
    with pytest.raises(FrozenVersionChanged):
        db.session.flush()
    db.session.rollback()
    version.state = "draft"
    with pytest.raises(FrozenVersionChanged):
        db.session.flush()
    db.session.rollback()
    db.session.delete(version)
    with pytest.raises(FrozenVersionChanged):
        db.session.flush()


def test_a_draft_may_be_changed_and_a_published_one_translated(app: Flask, db: Any) -> None:
    version, published = draft(db), make_version()
    db.session.commit()
    version.content = retitled(version, "Tên khác")
    published.content = {**published.content, "title": {"vi": "Khảo sát hài lòng", "tyz": "Tày"}}
    db.session.flush()
