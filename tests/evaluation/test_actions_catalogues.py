"""Loading, switching and editing catalogues of targets."""

from typing import Any

import pytest

from agencies.models import AuditEntry
from agencies.roles import Viewer
from base.rules import ChangedMeanwhile
from evaluation.actions.catalogues import (
    TargetEdit,
    change_target,
    load_targets,
    switch_catalogue,
)
from evaluation.queries.catalogues import get_catalogue, get_target, list_targets, list_targets_on
from evaluation.rules.targets import DueUnreadable
from tests.factories import make_staff


def edit_of(target: Any, **changes: Any) -> TargetEdit:
    values = {name: getattr(target, name) for name in TargetEdit.__dataclass_fields__}
    return TargetEdit(**{**values, **changes})


def test_only_the_plans_of_the_own_province_come_switched_on(db: Any) -> None:
    loaded = load_targets(None, "38")
    assert (loaded.catalogue_count, loaded.target_count) == (5, 193)
    assert {key for _target, key in list_targets_on()} == {"thanh-hoa-2025", "nghi-quyet-53-2024"}


def test_loading_twice_adds_nothing_and_keeps_what_was_edited(db: Any) -> None:
    load_targets(None, "38")
    target = get_target(get_catalogue("hung-yen-49").id, "hy-dialogue")
    change_target(Viewer(make_staff().id), target, edit_of(target, goal=2.0), target.revision)
    again = load_targets(None, "38")
    assert (again.catalogue_count, again.target_count) == (0, 0)
    assert get_target(target.catalogue_id, "hy-dialogue").goal == 2.0


def test_of_two_who_edit_one_target_the_second_is_told(db: Any) -> None:
    load_targets(None, "38")
    actor = Viewer(make_staff().id)
    target = list_targets(get_catalogue("thanh-hoa-2025").id)[0]
    seen = target.revision
    change_target(actor, target, edit_of(target, title="Kế hoạch của tỉnh"), seen)
    with pytest.raises(ChangedMeanwhile):
        change_target(actor, target, edit_of(target, title="Kế hoạch tỉnh"), seen)
    assert target.title == "Kế hoạch của tỉnh"


def test_a_deadline_nobody_can_read_is_not_stored(db: Any) -> None:
    load_targets(None, "38")
    target = list_targets(get_catalogue("thanh-hoa-2025").id)[0]
    with pytest.raises(DueUnreadable):
        change_target(Viewer(make_staff().id), target, edit_of(target, due="31/3"), None)
    assert target.due == "2025-03-31"


def test_what_is_switched_off_leaves_the_targets_of_coming_years_and_is_noted(db: Any) -> None:
    load_targets(None, "38")
    catalogue = get_catalogue("nghi-quyet-53-2024")
    switch_catalogue(Viewer(make_staff().id), catalogue, False, catalogue.revision)
    assert {key for _target, key in list_targets_on()} == {"thanh-hoa-2025"}
    last = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.act, last.after) == ("targets.switch_off", {"catalogue": "nghi-quyet-53-2024"})
