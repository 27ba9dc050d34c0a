"""A random ledger of 10,000 leaves beside a Merkle tree that others have written (pymerkle)."""

import random
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from ledger import merkle
from ledger.leaves import leaf_bytes
from ledger.queries.checkpoints import list_checkpoints
from ledger.queries.leaves import list_leaves, subtrees
from ledger.tools import verify_ledger as verifier
from tests.ledger.leaves import AT, make_pending, seal_now

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says of itself that nobody has audited it
    import pymerkle

LEAVES = 10_000


@pytest.fixture
def outside(app: Flask) -> Iterator[Any]:
    """pymerkle's tree of the public leaves of a ledger that grew in twelve batches of random size."""
    cuts = sorted(random.sample(range(1, LEAVES), 11))
    for at, size in enumerate([*cuts, LEAVES]):
        make_pending(size - ([0, *cuts][at]))
        seal_now(app, AT + timedelta(minutes=10 * at))
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for kind, number, commitment, _hash in list_leaves(0, LEAVES):
        tree.append_entry(leaf_bytes(kind, number, commitment))
    return tree


def test_an_outside_tree_has_the_same_roots_and_proofs(outside: Any) -> None:
    ours = subtrees()
    checkpoints = list_checkpoints()
    assert len(checkpoints) == 12
    for one in checkpoints:
        assert outside.get_root(one.size) == one.root
    for size in random.sample(range(1, LEAVES), 100):
        assert outside.get_root(size) == ours.root(size)
    for _ in range(300):
        size = random.randint(1, LEAVES)
        check_inclusion(outside, ours, random.randrange(size), size)
        second = random.randint(2, LEAVES)
        check_consistency(outside, ours, random.randint(1, second), second)


def check_inclusion(outside: Any, ours: Any, index: int, size: int) -> None:
    proof = outside.prove_inclusion(index + 1, size)
    leaf, *path = [raw(one) for one in proof.path]
    assert ours.inclusion(index, size) == path, (index, size)
    root = verifier.root_from_inclusion(index, size, leaf, path)
    assert root == outside.get_root(size), (index, size)
    pymerkle.verify_inclusion(outside.get_leaf(index + 1), ours.root(size), proof)


def check_consistency(outside: Any, ours: Any, first: int, second: int) -> None:
    """pymerkle cuts the same proof into smaller ranges than RFC 9162, so each meets the other's roots."""
    roots = outside.get_root(first), outside.get_root(second)
    path = ours.consistency(first, second)
    ranges = merkle.consistency_ranges(first, second)
    assert path == [outside._get_root_naive(*one) for one in ranges], (first, second)
    assert verifier.is_consistent(first, second, *roots, path), (first, second)
    proof = outside.prove_consistency(first, second)
    pymerkle.verify_consistency(ours.root(first), ours.root(second), proof)


def raw(found: Any) -> bytes:
    return found if isinstance(found, bytes) else bytes.fromhex(found)
