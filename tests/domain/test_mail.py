"""Addresses that can be written to, and those that lead to one mailbox."""

import pytest

from concitoyen.domain.mail import is_address, mailbox, masked, plainly


@pytest.mark.parametrize("address", ["zoe@exemple.fr", " zoe.d+vote@mail.exemple.fr ", "zoé@écoles.exemple.fr"])
def test_an_address_can_be_written_to(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        *("", "zoe", "zoe@exemple", "@exemple.fr", "zoe@@exemple.fr", "zoe @exemple.fr", "a@b.fr, c@d.fr"),
        *("zoe@exemple.fr\nBcc: tous@exemple.fr", "Zoé <zoe@exemple.fr>", "zoe@-exemple.fr", f"{'z' * 65}@exemple.fr"),
        *(f"zoe@{'a.' * 130}fr", "zoe\x00@exemple.fr"),
    ],
)
def test_nothing_else_can(text: str) -> None:
    assert not is_address(text)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("Zoe.Delattre@Exemple.FR", "zoe.delattre@exemple.fr"),
        (" zoe+vote2@exemple.fr", "zoe@exemple.fr"),
        ("z.o.e+1@googlemail.com", "zoe@gmail.com"),
        ("ｚｏｅ@exemple.fr", "zoe@exemple.fr"),
    ],
)
def test_two_spellings_of_one_mailbox_are_one(written: str, same: str) -> None:
    assert mailbox(written) == mailbox(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zoe@exemple.fr", "zoe@exemple.org"),
        ("zo.e@exemple.fr", "zoe@exemple.fr"),
        ("zoe@exemple.fr", "chloe@exemple.fr"),
        ("+a@exemple.fr", "+b@exemple.fr"),
        ("straße@exemple.fr", "strasse@exemple.fr"),
    ],
)
def test_two_mailboxes_stay_two(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)


@pytest.mark.parametrize(
    "written", [" Zoé@exemple.fr ", "ſam@exemple.fr", "ﬀ@exemple.fr", "a@ｅxemple.fr", "ß@exemple.fr"]
)
def test_the_code_goes_to_the_mailbox_that_is_counted(written: str) -> None:
    assert plainly(written).lower() == mailbox(written)
    assert plainly(plainly(written)) == plainly(written)


def test_a_page_shows_the_first_letter_and_the_domain() -> None:
    assert masked(" zoe@exemple.org") == "z…@exemple.org"
