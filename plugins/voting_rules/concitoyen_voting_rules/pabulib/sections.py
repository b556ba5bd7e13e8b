"""A .pb file cut into its three sections, every cell verbatim; nothing is interpreted here."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from concitoyen_voting_rules.pabulib.faults import refuse, shown

LARGEST = 2**28
"""Bytes of a file; the largest real election has some ten millions."""
LONGEST = 2**20
"""Bytes of a line; the longest real one has some thousands."""
NAMES = ("META", "PROJECTS", "VOTES")
BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Row:
    """The cells of a row as they are written, and the line on which it begins."""

    cells: tuple[str, ...]
    line: int
    raw: str

    def cell(self, index: int) -> str:
        """A cell without the blanks around it, empty where the row is too short."""
        return self.cells[index].strip() if index < len(self.cells) else ""

    def column(self, index: int) -> int:
        """The character at which a cell begins in its line, from 1; the end of the row where it is too short."""
        seen, quoted = 0, False
        for place, letter in enumerate(self.raw):
            if seen == index:
                return place + 1
            quoted ^= letter == '"'
            seen += letter == ";" and not quoted
        return len(self.raw) + 1


@dataclass(frozen=True)
class Sections:
    """META and PROJECTS as rows, the header of VOTES, and its rows as bytes not yet read.

    `headed` says whether META begins with « key;value », which some older files leave out.
    """

    meta: tuple[Row, ...]
    headed: bool
    projects_header: Row
    projects: tuple[Row, ...]
    votes_header: Row
    votes: bytes
    votes_line: int


def normal(content: bytes, source: str) -> bytes:
    """The content with line feeds only and no byte order mark; refuses what is no text of a reasonable size."""
    if len(content) > LARGEST:
        refuse(source, 1, 1, f"le fichier pèse plus de {LARGEST >> 20} Mio : ce n'est pas une élection.")
    if content[:2] in UTF16:
        refuse(source, 1, 1, "le fichier est en UTF-16 ; enregistrez-le en UTF-8.")
    content = content.removeprefix(BOM)
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    _refuse_long_lines(content, source)
    if (nul := content.find(b"\0")) >= 0:
        refuse(
            source, *_place(content, nul), "le fichier contient des données binaires ; un .pb est un texte en UTF-8."
        )
    if not content.isascii():
        try:
            content.decode()
        except UnicodeDecodeError as error:
            wrong = f"l'octet {content[error.start]:#04x} n'est pas de l'UTF-8 ; enregistrez le fichier en UTF-8."
            refuse(source, *_place(content, error.start), wrong)
    return content


def cut(content: bytes, source: str) -> Sections:
    """The sections of a file; raises ElectionFileError with line and column on a structure that is not a .pb's."""
    text = normal(content, source)
    rows = _Rows(text, source)
    found: dict[str, list[Row]] = {}
    current = ""
    for row in rows:
        name = _section(row)
        if name:
            _refuse_disorder(row, name, found, source)
            found[name], current = [], name
            if name == "VOTES":
                break
        elif not any(row.cells):
            continue
        elif not current:
            refuse(source, row.line, 1, f"le fichier doit commencer par META, pas par {shown(row.raw)}.")
        else:
            found[current].append(row)
    _refuse_missing(found, rows, source)
    return _sections(found, rows, source)


def _sections(found: dict[str, list[Row]], rows: "_Rows", source: str) -> Sections:
    votes_header = next((row for row in rows if any(row.cells)), None)
    if votes_header is None:
        refuse(source, rows.line, 1, "la section VOTES n'a pas de ligne d'en-tête (voter_id;vote).")
    meta, projects = found["META"], found["PROJECTS"]
    if not meta or len(meta[0].cells) == 1:
        refuse(source, meta[0].line if meta else 2, 1, "la section META doit commencer par la ligne « key;value ».")
    headed = (meta[0].cell(0).lower(), meta[0].cell(1).lower()) == ("key", "value")
    if not projects:
        refuse(source, votes_header.line - 1, 1, "la section PROJECTS n'a pas de ligne d'en-tête (project_id;cost).")
    return Sections(
        meta=tuple(meta[1:] if headed else meta),
        headed=headed,
        projects_header=projects[0],
        projects=tuple(projects[1:]),
        votes_header=votes_header,
        votes=rows.rest(),
        votes_line=rows.line,
    )


def quoted_rows(body: bytes, first_line: int, source: str) -> Iterator[Row]:
    """The rows of a section with quoted cells."""
    return iter(_Rows(body, source, first_line))


class _Rows:
    """Reads CSV rows one after another, and knows at which byte and line it stands."""

    def __init__(self, text: bytes, source: str, line: int = 1) -> None:
        self.text = text
        self.source = source
        self.line = line
        self.at = 0
        self._raw: list[str] = []

    def __iter__(self) -> Iterator[Row]:
        lines = csv.reader(self._lines(), delimiter=";")
        while True:
            self._raw.clear()
            start = self.line
            try:
                cells = next(lines, None)
            except csv.Error:
                refuse(self.source, start, 1, _unreadable(self._raw))
            if cells is None:
                return
            raw = "".join(self._raw)
            if self.line > start + 1 and raw.count('"') % 2:
                refuse(self.source, start, 1, "un guillemet ouvert sur cette ligne n'est jamais refermé.")
            yield Row(tuple(cells), start, raw.rstrip("\n"))

    def _lines(self) -> Iterator[str]:
        while self.at < len(self.text):
            end = self.text.find(b"\n", self.at) + 1 or len(self.text)
            line = self.text[self.at : end].decode()
            self.at = end
            self.line += 1
            self._raw.append(line)
            yield line

    def rest(self) -> bytes:
        """The bytes that no row has taken."""
        return self.text[self.at :]


def _unreadable(raw: Sequence[str]) -> str:
    """What is wrong with lines of which one cell is beyond any reading."""
    if any('"' in line for line in raw):
        return "un guillemet ouvert sur cette ligne n'est jamais refermé."
    return f"une cellule de cette ligne dépasse {csv.field_size_limit()} caractères."


def _section(row: Row) -> str:
    name = row.cell(0).upper()
    return name if name in NAMES and not any(cell.strip() for cell in row.cells[1:]) else ""


def _refuse_disorder(row: Row, name: str, found: Sequence[str] | dict[str, list[Row]], source: str) -> None:
    if name in found:
        refuse(source, row.line, 1, f"la section {name} est là deux fois.")
    due = NAMES[len(found)]
    if name != due:
        refuse(source, row.line, 1, f"la section {due} manque avant {name} ; l'ordre est META, PROJECTS, VOTES.")


def _refuse_missing(found: dict[str, list[Row]], rows: _Rows, source: str) -> None:
    missing = [name for name in NAMES if name not in found]
    if missing:
        last = max(1, rows.line - 1)
        refuse(source, last, 1, f"le fichier finit sans section {missing[0]} ; il en faut trois : {', '.join(NAMES)}.")


def _refuse_long_lines(content: bytes, source: str) -> None:
    at = 0
    while len(content) - at > LONGEST:
        end = content.rfind(b"\n", at, at + LONGEST)
        if end < 0:
            line, column = _place(content, at)
            refuse(source, line, column, f"cette ligne dépasse {LONGEST >> 20} Mio : ce n'est pas un fichier .pb.")
        at = end + 1


def _place(content: bytes, at: int) -> tuple[int, int]:
    """Line and column of a byte, from 1."""
    start = content.rfind(b"\n", 0, at) + 1
    return content.count(b"\n", 0, at) + 1, len(content[start:at].decode(errors="replace")) + 1
