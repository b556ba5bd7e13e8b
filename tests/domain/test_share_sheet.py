"""What the sheet of a member of the bureau says, whatever prints it."""

import pytest

from concitoyen.domain.share_sheet import ShareSheet, numbered_columns


def test_the_sheet_says_how_many_shares_open_the_urn() -> None:
    sheet = ShareSheet(
        subject="Présidente",
        edition="Budget citoyen 2023",
        authority="Département",
        member="Présidente",
        threshold=2,
        members=3,
        fingerprint="0123456789abcdef" * 4,
        words=("abri",),
    )
    assert sheet.needed == "Il faut 2 parts sur 3 pour ouvrir l'urne."


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        (list("abcdef"), [[(1, "a"), (2, "b")], [(3, "c"), (4, "d")], [(5, "e"), (6, "f")]]),
        (list("abcd"), [[(1, "a"), (2, "b")], [(3, "c"), (4, "d")]]),
    ],
)
def test_words_are_numbered_in_columns_to_be_read_downwards(
    words: list[str], columns: list[list[tuple[int, str]]]
) -> None:
    assert numbered_columns(words) == columns
