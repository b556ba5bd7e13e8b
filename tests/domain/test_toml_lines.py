"""The line of each key, whatever stands before it."""

import pytest

from concitoyen.domain.toml_lines import key_lines


def test_tables_and_keys_have_their_lines() -> None:
    text = "a = 1\n\n[table]\nkey = 2\n[table.inner]\nkey = 3\n"
    assert key_lines(text) == {("a",): 1, ("table",): 3, ("table", "key"): 4, ("table", "inner"): 5} | {
        ("table", "inner", "key"): 6
    }


def test_lists_of_tables_are_counted_and_what_follows_belongs_to_the_last_item() -> None:
    text = "[[phases]]\nkind = 1\n[[phases]]\nkind = 2\n[phases.articles]\nkind = 3\n"
    assert key_lines(text) == {
        ("phases", 0): 1,
        ("phases", 0, "kind"): 2,
        ("phases", 1): 3,
        ("phases", 1, "kind"): 4,
        ("phases", 1, "articles"): 5,
        ("phases", 1, "articles", "kind"): 6,
    }


def test_a_list_inside_a_list_starts_again_with_each_parent() -> None:
    text = "[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\n"
    assert key_lines(text) == {("a", 0): 1, ("a", 0, "b", 0): 2, ("a", 0, "b", 1): 3, ("a", 1): 4, ("a", 1, "b", 0): 5}


def test_keys_may_be_dotted_quoted_and_spaced() -> None:
    text = '[ "a.b" . c ]\n"d e" = 1\nf . \'g\' = 2\n"h\\"i" = 3\n'
    assert key_lines(text) == {
        ("a.b", "c"): 1,
        ("a.b", "c", "d e"): 2,
        ("a.b", "c", "f", "g"): 3,
        ("a.b", "c", 'h\\"i'): 4,
    }


@pytest.mark.parametrize(
    "value",
    [
        '"""\n[fake]\nwrong = 1\n"""',
        '"""\nwrong = 1 \\"""\n""""',
        "'''\n[fake]\nwrong = 1\n'''",
        "[\n  'x',\n  # wrong = 1\n  [\n  'y' ],\n]",
        "[\n  { wrong = 1 },\n  '[',\n]",
        '["]"] # [fake] wrong = 1',
        '\'"\' # it\'s """ open',
    ],
)
def test_what_stands_inside_a_value_is_neither_a_key_nor_a_table(value: str) -> None:
    text = f"[table]\ntext = {value}\nwrong = 2\n"
    assert key_lines(text) == {
        ("table",): 1,
        ("table", "text"): 2,
        ("table", "wrong"): text.count("\n"),
    }


def test_comments_and_inline_tables_have_no_line_of_their_own() -> None:
    assert key_lines("# a = 1\ncap = { rule = 'x:y', amount = 5 }  # [b]\n") == {("cap",): 2}


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert key_lines("\ufeffa = 1\r\n[b]\r\nc = 2\r\n") == {("a",): 1, ("b",): 2, ("b", "c"): 3}
