"""The blueprint of drafts, and what its views have in common."""

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _

from agencies.access import current_viewer
from agencies.queries.staff import staff_names
from base.permissions import Permission
from feedback.models import Draft, DraftVersion
from feedback.queries import drafts as queries
from feedback.rules.internal_rounds import own_agencies

drafts_staff = Blueprint("drafts_staff", __name__, url_prefix="/can-bo/du-thao")

_MB = 1024 * 1024
LARGE_VIEWS = {"drafts_staff.new_draft", "drafts_staff.new_version"}


@drafts_staff.url_value_preprocessor
def allow_large_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Two pages take a draft of up to 40 MB; said before the token is looked for in what was sent."""
    if endpoint in LARGE_VIEWS:
        request.max_content_length = 42 * _MB
        request.max_form_memory_size = 8 * _MB


def read_scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.FEEDBACK_READ)


def edit_scope() -> frozenset[int] | None:
    return current_viewer().agency_scope(Permission.FEEDBACK_EDIT)


def may_edit(agency_id: int) -> bool:
    scope = edit_scope()
    return scope is None or agency_id in scope


def version_to_read(version_id: int) -> DraftVersion:
    version = queries.get_version(version_id, read_scope())
    queries.check_known(version.draft, own_agencies(current_viewer()))
    return version


def draft_to_read(draft_id: int) -> Draft:
    draft = queries.get_draft(draft_id, read_scope())
    queries.check_known(draft, own_agencies(current_viewer()))
    return draft


def version_to_edit(version_id: int) -> DraftVersion:
    return queries.get_version(version_id, edit_scope())


def crumbs(version: DraftVersion | None = None, *, in_review: bool = False) -> list[dict[str, str]]:
    trail = [{"label": _("Dự thảo"), "url": url_for("drafts_staff.draft_list")}]
    if version:
        draft = version.draft
        url = url_for("drafts_staff.draft_page", draft_id=draft.id)
        trail.append({"label": draft.title, "url": url})
    if version and in_review:
        url = url_for("drafts_staff.review", version_id=version.id)
        trail.append({"label": _("Soát bản %(number)s", number=version.number), "url": url})
    return trail


def who_changed(version: DraftVersion) -> str:
    ids = {version.changed_by_id} if version.changed_by_id else set()
    return next(iter(staff_names(ids).values()), "") or _("Người khác")


def tell_refused(version: DraftVersion) -> None:
    """To the second of two officers who pressed a button of a page that is no longer the newest."""
    flash(
        _(
            "%(name)s vừa sửa bản này nên việc ông/bà vừa bấm chưa làm. Đây là bản mới nhất, xin bấm lại.",
            name=who_changed(version),
        ),
        "warning",
    )
