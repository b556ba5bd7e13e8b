"""Static data: comment lines say where it comes from, rows follow."""

from pathlib import Path

from tests.plugin.exemple import THEMES


def rows(folder: Path, text: str) -> list[dict[str, str]]:
    file = folder / "data.csv"
    file.write_bytes(text.encode())
    return [dict(row) for row in THEMES.model_copy(update={"file": file}).rows()]


def test_the_comment_lines_at_the_head_are_left_out() -> None:
    assert [dict(row) for row in THEMES.rows()] == [
        {"id": "climat", "name": "Climat"},
        {"id": "jeunesse", "name": "Jeunesse"},
    ]


def test_a_value_that_begins_with_a_number_sign_is_a_value(tmp_path: Path) -> None:
    assert rows(tmp_path, '# source: x\nid,name\n1,"a\n# b"\n#2,c\n') == [
        {"id": "1", "name": "a\n# b"},
        {"id": "#2", "name": "c"},
    ]


def test_a_file_saved_by_a_spreadsheet_is_read_the_same(tmp_path: Path) -> None:
    assert rows(tmp_path, "\ufeff# source: x\r\nid,name\r\n1,é\r\n") == [{"id": "1", "name": "é"}]
