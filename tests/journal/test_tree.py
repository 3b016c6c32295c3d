"""Roots and proofs are those of RFC 6962, at every size that could go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from journal import oracle
from journal.material import Grown, entries, filled_log
from knowhold.journal import tree
from knowhold.journal.verify import leaf_hash, verify_consistency, verify_inclusion

# The reference leaves and roots of the Certificate Transparency test suite.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LARGEST = 600


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert tree.root(Grown([]), 0).hex() == (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    )


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_certificate_transparency_vectors(size: int) -> None:
    assert tree.root(Grown(LEAVES), size).hex() == ROOTS[size - 1]


def test_every_root_and_inclusion_proof_up_to_600_is_the_oracles() -> None:
    leaves = entries(LARGEST)
    ours, theirs = Grown(leaves), oracle.Tree(leaves)

    for size in range(1, LARGEST + 1):
        crown = tree.crown(ours, size)
        assert crown.root == theirs.mth(0, size)
        for index in range(size):
            path = tree.inclusion_proof(ours, index, crown)
            assert path == theirs.path(index, 0, size)
            verify_inclusion(leaf_hash(leaves[index]), index, size, path, crown.root)


def test_every_consistency_proof_up_to_600_is_the_oracles() -> None:
    leaves = entries(LARGEST)
    ours, theirs = Grown(leaves), oracle.Tree(leaves)
    roots = [tree.root(ours, size) for size in range(LARGEST + 1)]

    for new in range(1, LARGEST + 1):
        crown = tree.crown(ours, new)
        for old in range(1, new + 1):
            path = tree.consistency_proof(ours, old, crown)
            assert path == theirs.proof(old, 0, new)
            verify_consistency(old, new, roots[old], roots[new], path)


def test_the_stored_tiles_give_the_oracles_proofs_around_every_tile_edge(tmp_path: Path) -> None:
    theirs = oracle.Tree(entries(1030))

    with filled_log(tmp_path, 1030) as log:
        for size in (1, 2, 255, 256, 257, 511, 512, 513, 767, 769, 1024, 1025, 1030):
            assert log.root(size) == theirs.mth(0, size)
            for index in {0, 1, size // 2, size - 1}:
                assert log.inclusion_proof(min(index, size - 1), size) == theirs.path(
                    min(index, size - 1), 0, size
                )
            for old in {1, size // 2 or 1, size}:
                assert log.consistency_proof(old, size) == theirs.proof(old, 0, size)
