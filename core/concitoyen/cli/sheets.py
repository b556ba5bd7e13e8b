"""The sheet that a member of the bureau takes away, where it is not a PDF: a page to print, or a plain text.

Neither bears a code to scan: a photo of one taken in passing is a whole share, and nothing of ours reads it back.
"""

import re
from html import escape
from itertools import zip_longest
from pathlib import Path
from string import Template

from concitoyen.domain.share_sheet import ShareSheet, numbered_columns

_NUMBERED = re.compile(r"(\d{1,2})\.\s+(\S+)")

_PAGE = Template("""<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<title>$title - $member</title>
<style>
@page { size: A4; margin: 16mm 18mm; }
body { font: 11pt/1.45 sans-serif; color: #111; max-width: 174mm; margin: 8mm auto; }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 2mm; }
h2 { font-size: 12pt; margin: 6mm 0 2mm; }
p { margin: 0 0 2mm; }
table { border-collapse: collapse; width: 100%; font: 14pt/1.2 monospace; }
td { border: 1px solid #888; padding: 1.6mm 2.5mm; width: 33.3%; }
td b { display: inline-block; width: 2.6em; color: #555; font-weight: normal; }
.sign { border: 1px solid #888; height: 24mm; margin-top: 6mm; padding: 1.6mm 2.5mm; }
ul { margin: 0; padding-left: 5mm; }
code { font-size: 9.5pt; overflow-wrap: anywhere; }
</style>
<p>$title</p>
<h1>Part de la clé de l’urne : $member</h1>
<p>$needed Moins que cela n’apprend rien à personne.</p>
<p>Empreinte de la clé : <code>$fingerprint</code></p>
<h2>Vos $count mots, dans l’ordre</h2>
<table>$rows</table>
<h2>À faire</h2><ul>$do</ul>
<h2>À ne pas faire</h2><ul>$do_not</ul>
<p class="sign">Reçue et relue par le membre, date et signature</p>
</html>
""")


def page(sheet: ShareSheet) -> str:
    """The sheet as a page of one A4, whole in itself: it needs no network."""
    rows = "".join(
        "<tr>" + "".join(f"<td><b>{number}.</b> {escape(word)}</td>" for number, word in row) + "</tr>"
        for row in _rows(sheet)
    )
    return _PAGE.substitute(
        title=escape(sheet.edition),
        member=escape(sheet.member),
        needed=escape(sheet.needed, quote=False),
        fingerprint=sheet.fingerprint,
        count=len(sheet.words),
        rows=rows,
        do=_items(sheet.do),
        do_not=_items(sheet.do_not),
    )


def text(sheet: ShareSheet) -> str:
    """The sheet as plain text; `words_of` reads its words back."""
    rows = "\n".join("".join(f"{number:>3}. {word:<12}" for number, word in row).rstrip() for row in _rows(sheet))
    return (
        f"{sheet.edition}\nPart de la clé de l'urne : {sheet.member}\n\n"
        f"{sheet.needed}\n"
        f"Empreinte de la clé : {sheet.fingerprint}\n\n{rows}\n\n"
        "À faire\n"
        + "".join(f"- {line}\n" for line in sheet.do)
        + "\nÀ ne pas faire\n"
        + "".join(f"- {line}\n" for line in sheet.do_not)
    )


def words_of(path: Path) -> str:
    """The words in a file: those that are numbered, in the order of their numbers, else all of them."""
    written = path.read_text(encoding="utf-8", errors="replace")
    numbered = sorted((int(number), word) for number, word in _NUMBERED.findall(written))
    return " ".join(word for _, word in numbered) if numbered else written


def _rows(sheet: ShareSheet) -> list[list[tuple[int, str]]]:
    """Numbered words row by row, their columns being read downwards."""
    return [[cell for cell in row if cell] for row in zip_longest(*numbered_columns(sheet.words))]


def _items(lines: tuple[str, ...]) -> str:
    return "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)
