"""Published questionnaires are frozen in the database itself; translations may still be added."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from surveys.models import QuestionnaireVersion, VersionState
from tests.factories import make_version

SOME_DAY = datetime(2026, 11, 1, tzinfo=UTC)


def write(db: Any, version: QuestionnaireVersion, statement: str, **values: Any) -> None:
    """Past the model, as a person with the database's password would."""
    db.session.execute(text(statement), {"id": version.id, **values})


def changed(version: QuestionnaireVersion, change: Any) -> str:
    content = copy.deepcopy(version.content)
    change(content)
    return json.dumps(content)


def set_content(db: Any, version: QuestionnaireVersion, change: Any) -> None:
    statement = "UPDATE questionnaire_version SET content = :content WHERE id = :id"
    write(db, version, statement, content=changed(version, change))


CONTENT_CHANGES = {
    "a word": lambda c: c["sections"][0]["questions"][0]["texts"].update(vi="Khác"),
    "the title": lambda c: c["title"].update(vi="Khác"),
    "an option's word": lambda c: c["sections"][1]["questions"][0]["options"][0]["texts"].update(
        vi="Khác"
    ),
    "the index": lambda c: c["sections"][0]["questions"][0].update(counts_in_index=False),
    "the order": lambda c: c["sections"][0]["questions"].reverse(),
    "a question": lambda c: c["sections"][0]["questions"].pop(),
    "a section": lambda c: c["sections"].pop(),
    "a key": lambda c: c["sections"][0]["questions"][0].update(key="item_9"),
    "a new help": lambda c: c["sections"][0]["questions"][0].update(help={"vi": "Gợi ý"}),
}


@pytest.mark.parametrize("change", CONTENT_CHANGES.values(), ids=CONTENT_CHANGES.keys())
@pytest.mark.parametrize("state", [VersionState.PUBLISHED, VersionState.RETIRED])
def test_the_vietnamese_of_a_published_version_stays(db: Any, state: str, change: Any) -> None:
    version = make_version(state)
    with pytest.raises(DBAPIError, match="frozen"):
        set_content(db, version, change)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE questionnaire_version SET state = 'draft' WHERE id = :id",
        "UPDATE questionnaire_version SET number = 7 WHERE id = :id",
        "UPDATE questionnaire_version SET published_at = NULL WHERE id = :id",
        "DELETE FROM questionnaire_version WHERE id = :id",
    ],
)
def test_a_published_version_is_not_put_back_renumbered_or_deleted(db: Any, statement: str) -> None:
    version = make_version(published_at=SOME_DAY)
    with pytest.raises(DBAPIError, match="frozen"):
        write(db, version, statement)


def test_translations_are_still_added_and_a_version_retired(db: Any) -> None:
    version = make_version()

    def translate(content: dict[str, Any]) -> None:
        content["title"]["en"] = "Another name"
        content["sections"][0]["questions"][0]["help"] = {"en": "A hint"}
        del content["sections"][0]["texts"]["en"]

    set_content(db, version, translate)
    write(db, version, "UPDATE questionnaire_version SET state = 'retired' WHERE id = :id")
    db.session.expire(version)
    assert version.content["title"]["en"] == "Another name"
    assert version.state == VersionState.RETIRED


def test_a_draft_changes_and_goes(db: Any) -> None:
    version = make_version(VersionState.DRAFT)
    for change in CONTENT_CHANGES.values():
        set_content(db, version, change)
    write(db, version, "DELETE FROM questionnaire_version WHERE id = :id")
