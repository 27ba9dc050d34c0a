"""Everything a person does with questionnaires: make, copy, edit, publish, retire; ship ours."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from agencies.actions.audit import record_act
from base.clock import now
from base.db import db
from surveys.models import Questionnaire, QuestionnaireVersion, VersionState
from surveys.queries.questionnaires import find_questionnaire, list_keys, list_versions
from surveys.questionnaire_content import hash_content, read_content
from surveys.questionnaire_edits import free_name
from surveys.rules.questionnaires import ContentFaulty, DraftChanged, Fault, check_content
from surveys.rules.questionnaires.versions import (
    DraftExists,
    KeyTaken,
    VersionRetired,
    check_editable,
    check_publishable,
    check_revision,
    key_faults_across,
)

SHIPPED_DIR = Path(__file__).resolve().parent.parent / "data" / "questionnaires"


def create_questionnaire(
    key: str, content: dict[str, Any], *, staff_id: int | None
) -> QuestionnaireVersion:
    """A new questionnaire with version 1 as a draft; its name is the content's Vietnamese title."""
    if find_questionnaire(key):
        raise KeyTaken(key=key)
    questionnaire = Questionnaire(key=key, name=content["title"]["vi"])
    db.session.add(questionnaire)
    db.session.flush()
    version = _add_version(questionnaire, 1, content, staff_id)
    record_act(
        "questionnaire.create",
        staff_id=staff_id,
        subject=questionnaire,
        after={"key": key, "name": questionnaire.name},
    )
    return version


def _add_version(
    questionnaire: Questionnaire, number: int, content: dict[str, Any], staff_id: int | None
) -> QuestionnaireVersion:
    version = QuestionnaireVersion(
        questionnaire=questionnaire,
        number=number,
        content=content,
        content_hash=hash_content(content),
        changed_by_id=staff_id,
    )
    db.session.add(version)
    db.session.flush()
    return version


def copy_version(
    version: QuestionnaireVersion, key: str, name: str, *, staff_id: int | None
) -> QuestionnaireVersion:
    """A new questionnaire that starts from this version's content, under its own title."""
    content = {**version.content, "title": {"vi": name}}
    return create_questionnaire(key, content, staff_id=staff_id)


def start_version(version: QuestionnaireVersion, *, staff_id: int | None) -> QuestionnaireVersion:
    """The next version of the same questionnaire, as a draft with this version's content."""
    versions = list_versions(version.questionnaire_id)
    draft = next((one for one in versions if one.state == VersionState.DRAFT), None)
    if draft:
        raise DraftExists(number=draft.number)
    number = versions[0].number + 1
    try:
        with db.session.begin_nested():
            new = _add_version(version.questionnaire, number, version.content, staff_id)
    except IntegrityError as error:
        raise DraftExists(number=number) from error
    record_act(
        "questionnaire_version.start",
        staff_id=staff_id,
        subject=new,
        after={"number": new.number, "from": version.number},
    )
    return new


def save_draft(
    version: QuestionnaireVersion, content: dict[str, Any], *, opened: int, staff_id: int | None
) -> None:
    """Stores the draft's content. `opened` is the revision the person saw; DraftChanged if it is old.

    A draft may still have faults; publishing demands that there are none.
    """
    check_editable(version.state)
    check_revision(version.revision, opened)
    before = version.content_hash
    version.content = content
    version.content_hash = hash_content(content)
    version.changed_at = now()
    version.changed_by_id = staff_id
    if version.number == 1:
        version.questionnaire.name = content["title"]["vi"]
    flush_version()
    record_act(
        "questionnaire_version.save",
        staff_id=staff_id,
        subject=version,
        before={"content_hash": before},
        after={"content_hash": version.content_hash},
    )


def flush_version() -> None:
    """Sends the change; whoever lost the race of two writers is told so."""
    try:
        db.session.flush()
    except StaleDataError as error:
        raise DraftChanged from error


def version_faults(version: QuestionnaireVersion) -> list[Fault]:
    """What keeps a draft from being published, the keys of its earlier versions minded."""
    faults = check_content(version.content)
    if faults:
        return faults
    earlier = [
        read_content(one.content)
        for one in reversed(list_versions(version.questionnaire_id))
        if one.number < version.number and one.published_at
    ]
    return key_faults_across(read_content(version.content), earlier)


def publish_version(version: QuestionnaireVersion, *, opened: int, staff_id: int | None) -> None:
    """Freezes the draft; ContentFaulty names what must be mended first."""
    check_publishable(version.state)
    check_revision(version.revision, opened)
    faults = version_faults(version)
    if faults:
        raise ContentFaulty(faults)
    version.state = VersionState.PUBLISHED
    version.content_hash = hash_content(version.content)
    version.published_at = now()
    version.questionnaire.name = version.content["title"]["vi"]
    flush_version()
    record_act(
        "questionnaire_version.publish",
        staff_id=staff_id,
        subject=version,
        before={"state": VersionState.DRAFT},
        after={"state": version.state, "content_hash": version.content_hash},
    )


def retire_version(version: QuestionnaireVersion, *, staff_id: int | None) -> None:
    """No new round may use it; rounds that use it go on."""
    if version.state == VersionState.RETIRED:
        raise VersionRetired
    before = version.state
    version.state = VersionState.RETIRED
    flush_version()
    record_act(
        "questionnaire_version.retire",
        staff_id=staff_id,
        subject=version,
        before={"state": before},
        after={"state": version.state},
    )


def ship_questionnaires() -> list[QuestionnaireVersion]:
    """Creates and publishes the questionnaires that come with Ý Dân; returns those that were new.

    One that is there already is left alone: the province may have changed it.
    """
    shipped = []
    for path in sorted(SHIPPED_DIR.glob("*.json")):
        if find_questionnaire(path.stem) is None:
            content = json.loads(path.read_text(encoding="utf-8"))
            version = create_questionnaire(path.stem, content, staff_id=None)
            publish_version(version, opened=version.revision, staff_id=None)
            shipped.append(version)
    return shipped


def import_questionnaire(
    content: dict[str, Any], *, target: str | None, staff_id: int | None
) -> QuestionnaireVersion:
    """A draft with this content: of a new questionnaire, or of `target` (its key), replacing its draft."""
    existing = find_questionnaire(target) if target else None
    if existing is None:
        key = free_name(content["title"]["vi"], list_keys())
        return create_questionnaire(key, content, staff_id=staff_id)
    newest = list_versions(existing.id)[0]
    draft = (
        newest if newest.state == VersionState.DRAFT else start_version(newest, staff_id=staff_id)
    )
    save_draft(draft, content, opened=draft.revision, staff_id=staff_id)
    return draft
