"""Translations of a questionnaire, which a published version takes as well; each is logged."""

import copy
from collections.abc import Mapping
from typing import Any

from agencies.actions.audit import record_act
from base.clock import now
from surveys.actions.questionnaires import flush_version
from surveys.models import QuestionnaireVersion
from surveys.questionnaire_content import hash_content
from surveys.rules.questionnaires import ContentFaulty, check_content
from surveys.rules.questionnaires.versions import check_revision, check_translatable


def add_translation(
    version: QuestionnaireVersion,
    language: str,
    typed: Mapping[str, str],
    *,
    opened: int,
    staff_id: int | None,
) -> None:
    """Puts the texts of one language (path of the texts → text, "" takes it away) into the version.

    Vietnamese stays as it is. The audit row holds every text that changed, before and after.
    """
    check_translatable(version.state, language)
    check_revision(version.revision, opened)
    content = copy.deepcopy(version.content)
    before, after = _put_texts(content, language, typed)
    if not after:
        return
    faults = [one for one in check_content(content) if one.path.endswith(f"/{language}")]
    if faults:
        raise ContentFaulty(faults)
    version.content = content
    version.content_hash = hash_content(content)
    version.changed_at = now()
    version.changed_by_id = staff_id
    flush_version()
    record_act(
        "questionnaire_version.translate",
        staff_id=staff_id,
        subject=version,
        before={"language": language, "texts": before},
        after={"language": language, "texts": after},
    )


def _put_texts(
    content: dict[str, Any], language: str, typed: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Changes `content`; what stood there before and what stands there now, by path."""
    before, after = {}, {}
    for path, text in typed.items():
        texts = _texts_at(content, path)
        if texts.get(language, "") != text:
            before[path], after[path] = texts.get(language, ""), text
            texts.pop(language, None)
            texts |= {language: text} if text else {}
    return before, after


def _texts_at(content: dict[str, Any], path: str) -> dict[str, str]:
    """The texts at `sections/0/questions/1/texts`; an absent help is made."""
    here: Any = content
    for step in path.split("/"):
        here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {})
    found: dict[str, str] = here
    return found
