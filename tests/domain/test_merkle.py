"""The tree of receipts: the vectors of Certificate Transparency, and the laws of proofs."""

import hashlib

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from concitoyen.domain.merkle import EMPTY, Stretch, Tree, includes, tree_of_receipts
from concitoyen.domain.urn import receipt_of

# Google's Certificate Transparency, merkletree/merkle_tree_test.go and merkle_verifier_test.go: eight entries, the
# root over the first n of them, and audit paths (leaf from 1, size).
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
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
PATHS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (3, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (2, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LEAVES = [bytes.fromhex(receipt_of(bytes.fromhex(entry))) for entry in ENTRIES]
sizes = st.integers(min_value=1, max_value=70)


def some(count: int) -> list[bytes]:
    return [hashlib.sha256(str(number).encode()).digest() for number in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_that_of_certificate_transparency(size: int) -> None:
    assert Tree.over(LEAVES[:size]).root.hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("leaf", "size"), list(PATHS))
def test_the_audit_path_is_that_of_certificate_transparency(leaf: int, size: int) -> None:
    path = Tree.over(LEAVES[:size]).path(leaf - 1)
    assert [node.hex() for node in path] == PATHS[leaf, size]
    assert includes(bytes.fromhex(ROOTS[size - 1]), size, LEAVES[leaf - 1], leaf - 1, path)


def test_a_tree_without_leaves_has_the_root_that_the_rfc_says() -> None:
    assert Tree.over([]).root == EMPTY == hashlib.sha256(b"").digest()
    assert Tree.over([]).size == 0
    assert not includes(EMPTY, 0, LEAVES[0], 0, [])


def test_the_order_in_which_receipts_came_does_not_matter() -> None:
    assert tree_of_receipts(reversed(LEAVES)) == Tree.over(sorted(LEAVES))


@given(sizes, st.data())
def test_every_leaf_is_proven_at_its_place_and_at_no_other(size: int, data: st.DataObject) -> None:
    tree = Tree.over(some(size))
    position = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size))
    path = tree.path(position)
    assert includes(tree.root, size, tree.leaf(position), position, path)
    assert includes(tree.root, size, tree.leaf(position), other, path) == (other == position)


@given(sizes, st.data())
def test_a_path_that_is_cut_lengthened_or_of_another_leaf_proves_nothing(size: int, data: st.DataObject) -> None:
    tree = Tree.over(some(size))
    position = data.draw(st.integers(0, size - 1))
    leaf, path = tree.leaf(position), tree.path(position)
    assert not includes(tree.root, size, leaf, position, [*path, leaf])
    assert not includes(tree.root, size, hashlib.sha256(leaf).digest(), position, path)
    if path:
        assert not includes(tree.root, size, leaf, position, path[:-1])


@given(sizes, st.data())
@example(size=1, data=None).via("a tree of one leaf")
def test_leaves_that_follow_each_other_are_proven_together(size: int, data: st.DataObject | None) -> None:
    tree = Tree.over(some(size))
    first = data.draw(st.integers(0, size - 1)) if data else 0
    stretch = tree.stretch(first, data.draw(st.integers(1, size - first)) if data else 1)
    assert stretch.root() == tree.root
    assert stretch.leaves == tuple(some(size)[first : first + len(stretch.leaves)])


@given(sizes, st.data())
def test_a_stretch_of_one_leaf_holds_the_nodes_of_its_audit_path(size: int, data: st.DataObject) -> None:
    tree = Tree.over(some(size))
    position = data.draw(st.integers(0, size - 1))
    one = tree.stretch(position, 1)
    assert sorted([*one.left, *one.right]) == sorted(tree.path(position))


@given(sizes, st.data())
def test_a_stretch_that_leaves_one_out_or_moves_does_not_give_the_root(size: int, data: st.DataObject) -> None:
    assume(size > 1)
    tree = Tree.over(some(size))
    first = data.draw(st.integers(0, size - 1))
    whole = tree.stretch(first, data.draw(st.integers(1, size - first)))
    gone = data.draw(st.integers(0, len(whole.leaves) - 1))
    fewer = (*whole.leaves[:gone], *whole.leaves[gone + 1 :])
    changed = [
        Stretch(size, first, fewer, whole.left, whole.right),
        Stretch(size, first + 1, whole.leaves, whole.left, whole.right),
        Stretch(size, first - 1, whole.leaves, whole.left, whole.right),
        Stretch(size, first, whole.leaves, (*whole.left, tree.root), whole.right),
        Stretch(size, first, whole.leaves, whole.left, (*whole.right, tree.root)),
    ]
    assert [one.root() for one in changed if one.root() == tree.root] == []


@given(st.sets(st.binary(min_size=32, max_size=32)), st.binary(min_size=32, max_size=32))
def test_a_receipt_is_looked_up_in_the_sorted_leaves(leaves: set[bytes], sought: bytes) -> None:
    tree = tree_of_receipts(leaves)
    assert tree.place(sought) == sum(leaf < sought for leaf in leaves)
