"""The tree against published vectors, against brute force, and the verifier's own arithmetic against both."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import merkle
from ledger.tools import verify_ledger as verifier

VECTORS = Path(__file__).parent / "vectors"
PROBES = json.loads((VECTORS / "rfc6962_probes.json").read_text())
ROOTS = json.loads((VECTORS / "rfc6962_roots.json").read_text())
LEAVES = [merkle.hash_leaf(bytes.fromhex(one)) for one in ROOTS["leaf_inputs_hex"]]
# Its roots have 12 bytes: a strict reader of hashes refuses what the vectors' own code lets pass.
SHORT_ROOT = "sizes are equal (one) and proof is empty"


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def path_of(probe: dict[str, Any]) -> list[bytes]:
    return [raw(one) for one in probe["proof"] or []]


@pytest.mark.parametrize("probe", PROBES["inclusion"], ids=lambda one: one["desc"])
def test_published_inclusion_proofs_hold_or_fail_as_they_should(probe: dict[str, Any]) -> None:
    at, size, path = probe["leafIdx"], probe["treeSize"], path_of(probe)
    leaf, root = raw(probe["leafHash"]), raw(probe["root"])
    assert merkle.proves_inclusion(at, size, leaf, path, root) is not probe["wantErr"]
    assert (verifier.root_from_inclusion(at, size, leaf, path) == root) is not probe["wantErr"]


@pytest.mark.parametrize("probe", PROBES["consistency"], ids=lambda one: one["desc"])
def test_published_consistency_proofs_hold_or_fail_as_they_should(probe: dict[str, Any]) -> None:
    is_refused = probe["wantErr"] or probe["desc"] == SHORT_ROOT
    given = probe["size1"], probe["size2"], raw(probe["root1"]), raw(probe["root2"]), path_of(probe)
    assert merkle.proves_consistency(*given) is not is_refused
    assert verifier.is_consistent(*given) is not is_refused


def test_all_published_probes_are_there() -> None:
    assert (len(PROBES["inclusion"]), len(PROBES["consistency"])) == (98, 98)
    assert sum(one["desc"] == SHORT_ROOT for one in PROBES["consistency"]) == 1


def test_published_roots_and_hashes_come_out() -> None:
    found = [merkle.root_of(LEAVES[:size]).hex() for size in range(9)]
    assert found == ROOTS["roots_hex_by_size_0_to_8"]
    hasher = ROOTS["hasher"]
    assert merkle.hash_leaf(b"L123456").hex() == hasher["leaf_L123456"]
    assert merkle.hash_node(b"N123", b"N456").hex() == hasher["node_N123_N456"]


# --- an oracle that shares nothing with the code: RFC 9162's definitions word for word


def mth(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = max(2**e for e in range(40) if 2**e < len(leaves))
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def oracle_inclusion(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = max(2**e for e in range(40) if 2**e < len(leaves))
    if m < k:
        return [*oracle_inclusion(m, leaves[:k]), mth(leaves[k:])]
    return [*oracle_inclusion(m - k, leaves[k:]), mth(leaves[:k])]


def oracle_consistency(m: int, leaves: list[bytes], is_whole: bool = True) -> list[bytes]:
    if m == len(leaves):
        return [] if is_whole else [mth(leaves)]
    k = max(2**e for e in range(40) if 2**e < len(leaves))
    if m <= k:
        return [*oracle_consistency(m, leaves[:k], is_whole), mth(leaves[k:])]
    return [*oracle_consistency(m - k, leaves[k:], False), mth(leaves[:k])]


class Stored:
    """What the tables hold: leaf hashes and those of every eighth level."""

    def __init__(self) -> None:
        self.levels: dict[int, list[bytes]] = {0: []}

    def fetch(self, level: int, first: int, last: int) -> list[bytes]:
        return self.levels.get(level, [])[first:last]

    def append(self, leaves: list[bytes]) -> None:
        growth = merkle.Growth(len(self.levels[0]), self.fetch)
        for leaf in leaves:
            growth.add(leaf)
        self.levels[0] += leaves
        for level, at, found in growth.made:
            row = self.levels.setdefault(level, [])
            assert len(row) == at
            row.append(found)


def leaves_of(count: int) -> list[bytes]:
    return [merkle.hash_leaf(at.to_bytes(8, "big")) for at in range(count)]


def stored_in_batches(batches: list[int]) -> Stored:
    stored, leaves, at = Stored(), leaves_of(sum(batches)), 0
    for count in batches:
        stored.append(leaves[at : at + count])
        at += count
    return stored


@settings(max_examples=60, deadline=None)
@given(batches=st.lists(st.integers(1, 400), min_size=1, max_size=5), data=st.data())
def test_a_tree_that_grew_in_batches_has_the_roots_and_proofs_of_the_definition(
    batches: list[int], data: st.DataObject
) -> None:
    tree, total = merkle.Subtrees(stored_in_batches(batches).fetch), sum(batches)
    size = data.draw(st.integers(1, total))
    at, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    leaves = leaves_of(size)
    assert tree.root(size) == mth(leaves)
    assert tree.inclusion(at, size) == oracle_inclusion(at, leaves)
    assert tree.consistency(first, size) == oracle_consistency(first, leaves)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(2, 300), data=st.data())
def test_proofs_hold_and_break_with_any_changed_bit(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    at, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    root, path = mth(leaves), oracle_inclusion(at, leaves)
    old, proof = mth(leaves[:first]), oracle_consistency(first, leaves)
    bit = data.draw(st.integers(0, 255))
    assert merkle.proves_inclusion(at, size, leaves[at], path, root)
    assert not merkle.proves_inclusion(at, size, flipped(leaves[at], bit), path, root)
    assert merkle.proves_consistency(first, size, old, root, proof)
    assert not merkle.proves_consistency(first, size, flipped(old, bit), root, proof)
    cut = data.draw(st.integers(0, len(proof) - 1))
    changed = [flipped(one, bit) if at == cut else one for at, one in enumerate(proof)]
    assert not merkle.proves_consistency(first, size, old, root, changed)
    assert not merkle.proves_consistency(first, size, old, root, proof[:cut])


def flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value, "big") ^ 1 << bit).to_bytes(32, "big")


@pytest.mark.slow
def test_a_tree_past_two_stored_levels_has_the_root_of_the_definition() -> None:
    size = (1 << 16) + 300
    stored = stored_in_batches([1000] * 65 + [836])
    tree = merkle.Subtrees(stored.fetch)
    assert sorted(stored.levels) == [0, 8, 16]
    assert tree.root(size) == merkle.root_of(leaves_of(size))
    proof = tree.inclusion(65_535, size)
    assert merkle.proves_inclusion(65_535, size, leaves_of(size)[65_535], proof, tree.root(size))


def test_the_verifiers_tree_grows_to_the_same_root() -> None:
    tree = verifier.Tree()
    for leaf in leaves_of(517):
        tree.add(leaf)
    assert tree.root() == mth(leaves_of(517))
