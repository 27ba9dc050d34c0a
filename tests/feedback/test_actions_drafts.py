"""A draft under review: every step can be taken back, two officers do not overwrite each other."""

from typing import Any

import pytest
from sqlalchemy import func, select

from agencies.models import AuditEntry, Role
from agencies.roles import Viewer
from base.rules import ChangedMeanwhile
from feedback.actions.drafts import (
    Source,
    add_version,
    create_draft,
    discard_version,
    edit_tree,
    redo_edit,
    undo_edit,
)
from feedback.actions.versions import freeze_version
from feedback.models import (
    Draft,
    DraftEdit,
    DraftSource,
    DraftState,
    DraftVersion,
    FrozenVersionChanged,
    Provision,
)
from feedback.provisions import Node, ProvisionType, from_json, to_json
from feedback.queries.drafts import find_read_tree, last_step_acts
from feedback.rules.drafts import (
    DoubtsLeft,
    NothingToFreeze,
    NothingToUndo,
    VersionFrozen,
    VersionUnderReview,
    WordsDiffer,
)
from feedback.rules.tree_edits import merge_back, move_down, rewrite
from tests.factories import make_agency, make_comment, make_comment_round, make_staff
from tests.feedback.trees import HYGIENE, document, paragraph, village_rules


@pytest.fixture
def officer(db: Any) -> Viewer:
    agency = make_agency("UBND xã Hợp Tiến")
    staff = make_staff(Role.AGENCY_OFFICER, agency=agency)
    return Viewer(staff.id, agency.id, ((Role.AGENCY_OFFICER, agency.id),))


def source(root: Node | None = None) -> Source:
    return Source("quy-uoc.docx", "docx", b"tep goc", root or village_rules())


def bring(officer: Viewer, root: Node | None = None) -> DraftVersion:
    version = create_draft(officer, officer.agency_id or 0, "Quy ước thôn Tân Hưng", source(root))
    return version


def tree_of(version: DraftVersion) -> Node:
    return from_json(version.tree)


def frozen(officer: Viewer, root: Node | None = None) -> DraftVersion:
    version = bring(officer, root)
    freeze_version(officer, version, version.revision, doubts_seen=False, words_seen=False)
    return version


def test_the_file_is_kept_as_it_came_beside_the_tree_that_was_read(
    db: Any, officer: Viewer
) -> None:
    version = bring(officer)
    assert db.session.get(DraftSource, version.id).content == b"tep goc"
    assert (version.number, version.state) == (1, DraftState.REVIEWING)
    assert version.word_count == len(village_rules().words())
    assert find_read_tree(version.id) == to_json(village_rules())


def test_every_step_is_taken_back_and_done_again_one_by_one(db: Any, officer: Viewer) -> None:
    version = bring(officer)
    trees = [tree_of(version)]
    for place in ((0, 0), (0, 1), (0, 0)):
        edited = move_down(tree_of(version), place)
        edit_tree(officer, version, version.revision, "down", edited.root)
        trees.append(edited.root)
    for expected in reversed(trees[:-1]):
        undo_edit(officer, version, version.revision)
        assert tree_of(version) == expected
    with pytest.raises(NothingToUndo):
        undo_edit(officer, version, version.revision)
    for expected in trees[1:]:
        redo_edit(officer, version, version.revision)
        assert tree_of(version) == expected
    with pytest.raises(NothingToUndo):
        redo_edit(officer, version, version.revision)


def test_a_new_step_after_undoing_ends_what_could_be_done_again(db: Any, officer: Viewer) -> None:
    version = bring(officer)
    for act, place in (("down", (0, 0)), ("down", (0, 1))):
        edited = move_down(tree_of(version), place)
        edit_tree(officer, version, version.revision, act, edited.root)
    undo_edit(officer, version, version.revision)
    merged = merge_back(tree_of(version), (0, 1, 1))
    edit_tree(officer, version, version.revision, "merge", merged.root)
    assert last_step_acts(version.id) == ("merge", "")


def test_the_read_tree_stays_whatever_is_edited(db: Any, officer: Viewer) -> None:
    version = bring(officer)
    for _ in range(3):
        edited = move_down(tree_of(version), (0, 0))
        edit_tree(officer, version, version.revision, "down", edited.root)
        undo_edit(officer, version, version.revision)
    assert find_read_tree(version.id) == to_json(village_rules())


def test_the_second_of_two_officers_is_told_and_nothing_of_the_first_is_lost(
    db: Any, officer: Viewer
) -> None:
    version = bring(officer)
    opened = version.revision
    first = move_down(tree_of(version), (0, 0))
    edit_tree(officer, version, opened, "down", first.root)
    with pytest.raises(ChangedMeanwhile):
        edit_tree(officer, version, opened, "down", move_down(first.root, (0, 1)).root)
    assert tree_of(version) == first.root


def test_there_is_one_version_under_review_at_a_time(db: Any, officer: Viewer) -> None:
    version = bring(officer)
    with pytest.raises(VersionUnderReview):
        add_version(officer, version.draft, source())


def test_a_discarded_version_leaves_nothing_but_a_line_in_the_audit_trail(
    db: Any, officer: Viewer
) -> None:
    version = bring(officer)
    discard_version(officer, version, version.revision)
    for table in (DraftVersion, DraftSource, DraftEdit):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 1
    acts = db.session.scalars(select(AuditEntry.act)).all()
    assert "draft_version.discard" in acts


def test_freezing_writes_every_provision_once(db: Any, officer: Viewer) -> None:
    version = frozen(officer)
    rows = db.session.scalars(select(Provision).order_by(Provision.position)).all()
    assert [row.path for row in rows][:3] == ["chuong-i", "dieu-1", "dieu-1.khoan-1"]
    words = [w for row in rows for w in f"{row.number} {row.title} {row.text}".split()]
    assert words == village_rules().words()
    assert version.state == DraftState.FROZEN


def test_an_empty_tree_cannot_be_frozen(db: Any, officer: Viewer) -> None:
    version = bring(officer, document())
    with pytest.raises(NothingToFreeze):
        freeze_version(officer, version, version.revision, doubts_seen=True, words_seen=True)


def test_doubts_nobody_has_looked_at_keep_a_version_from_being_frozen(
    db: Any, officer: Viewer
) -> None:
    doubtful = Node(ProvisionType.PARAGRAPH, text=HYGIENE, doubts=("may-be-heading",))
    version = bring(officer, document(doubtful))
    with pytest.raises(DoubtsLeft):
        freeze_version(officer, version, version.revision, doubts_seen=False, words_seen=False)
    freeze_version(officer, version, version.revision, doubts_seen=True, words_seen=False)


def test_words_that_differ_from_the_file_must_have_been_looked_at_before_freezing(
    db: Any, officer: Viewer
) -> None:
    version = bring(officer, document(paragraph("Mỗi hộ quét rọn.")))
    right = rewrite(tree_of(version), (0,), ProvisionType.PARAGRAPH, "", "", "Mỗi hộ quét dọn.")
    edit_tree(officer, version, version.revision, "rewrite", right.root)
    with pytest.raises(WordsDiffer):
        freeze_version(officer, version, version.revision, doubts_seen=True, words_seen=False)
    freeze_version(officer, version, version.revision, doubts_seen=True, words_seen=True)


def test_a_frozen_version_takes_no_edit_no_undo_and_no_second_freezing(
    db: Any, officer: Viewer
) -> None:
    version = frozen(officer)
    root = tree_of(version)
    for act in (
        lambda: edit_tree(officer, version, version.revision, "down", root),
        lambda: undo_edit(officer, version, version.revision),
        lambda: redo_edit(officer, version, version.revision),
        lambda: discard_version(officer, version, version.revision),
        lambda: freeze_version(
            officer, version, version.revision, doubts_seen=True, words_seen=True
        ),
    ):
        with pytest.raises(VersionFrozen):
            act()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("tree", to_json(document(paragraph("Khác.")))),
        ("state", DraftState.REVIEWING),
        ("number", 7),
        ("text_hash", "0" * 64),
    ],
)
def test_a_frozen_version_refuses_a_write_past_all_rules(
    db: Any, officer: Viewer, column: str, value: Any
) -> None:
    version = frozen(officer)
    db.session.commit()
    setattr(version, column, value)
    with pytest.raises(FrozenVersionChanged):
        db.session.flush()


def test_a_frozen_version_cannot_be_deleted_past_all_rules(db: Any, officer: Viewer) -> None:
    version = frozen(officer)
    db.session.commit()
    db.session.delete(version)
    with pytest.raises(FrozenVersionChanged):
        db.session.flush()


@pytest.mark.parametrize("statement", ["UPDATE provision SET text = 'x'", "DELETE FROM provision"])
def test_the_database_itself_refuses_to_change_a_provision(
    db: Any, officer: Viewer, statement: str
) -> None:
    frozen(officer)
    db.session.commit()
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(db.text(statement))


def test_renumbering_or_leaving_out_an_article_in_a_new_version_moves_no_comment(
    db: Any, officer: Viewer
) -> None:
    first = frozen(officer)
    place = db.session.scalar(select(Provision).where(Provision.path == "dieu-2"))
    comment = make_comment(make_comment_round(first), provision=place)
    fewer = document(village_rules().children[1])
    second = add_version(officer, first.draft, source(fewer))
    freeze_version(officer, second, second.revision, doubts_seen=False, words_seen=False)
    db.session.commit()
    db.session.expire_all()
    assert (comment.provision_id, comment.version_id) == (place.id, first.id)
    assert db.session.get(Provision, place.id).number == "Điều 2."
