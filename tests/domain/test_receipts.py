"""A receipt is looked up among others, so that nobody learns whose it is."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.errors import Refused
from concitoyen.domain.merkle import Tree, tree_of_receipts
from concitoyen.domain.receipts import prefix_digits, read_receipt, stretch_around


def urn_of(count: int) -> Tree:
    return tree_of_receipts(hashlib.sha256(str(number).encode()).digest() for number in range(count))


@pytest.mark.parametrize(
    ("size", "digits"), [(0, 0), (1, 0), (1023, 0), (1024, 1), (16_384, 2), (26_900, 2), (262_144, 3), (1_000_000, 3)]
)
def test_as_few_characters_are_asked_as_keep_a_receipt_in_company(size: int, digits: int) -> None:
    assert prefix_digits(size) == digits


def test_a_receipt_is_read_however_it_was_copied() -> None:
    assert read_receipt(" ABCD" + "0" * 28 + "\n" + "1" * 32 + " ").hex() == "abcd" + "0" * 28 + "1" * 32


@pytest.mark.parametrize("written", ["", "abc", "g" * 64, "0" * 65])
def test_what_is_no_receipt_is_refused_with_what_one_looks_like(written: str) -> None:
    with pytest.raises(Refused, match=f"64 caractères, .* en a {len(written)}"):
        read_receipt(written)


@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_every_receipt_is_proven_by_its_first_characters(size: int, chosen: int) -> None:
    tree = urn_of(size)
    if not size:
        assert stretch_around(tree, "").leaves == ()
        return
    leaf = tree.leaf(chosen % size)
    stretch = stretch_around(tree, leaf.hex()[: prefix_digits(size)])
    assert leaf in stretch.leaves
    assert stretch.root() == tree.root


@pytest.mark.parametrize("prefix", [f"{number:x}" for number in range(16)])
def test_the_neighbours_on_both_sides_show_that_none_is_left_out(prefix: str) -> None:
    tree = urn_of(2_000)
    stretch = stretch_around(tree, prefix)
    inside = [leaf for leaf in map(tree.leaf, range(tree.size)) if leaf.hex().startswith(prefix)]
    assert [leaf for leaf in stretch.leaves if leaf.hex().startswith(prefix)] == inside
    assert stretch.first == 0 or stretch.leaves[0].hex() < prefix
    assert stretch.first + len(stretch.leaves) == tree.size or stretch.leaves[-1].hex()[0] > prefix


@pytest.mark.parametrize("prefix", ["ab", "g", "A", "é"])
def test_a_prefix_that_tells_too_much_or_that_no_receipt_has_is_refused(prefix: str) -> None:
    with pytest.raises(Refused, match="leurs 1 premiers caractères au plus"):
        stretch_around(urn_of(1_500), prefix)
