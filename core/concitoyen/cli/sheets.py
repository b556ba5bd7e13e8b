"""The sheet that a member of the bureau takes away: a page to print, or a plain text."""

import io
import re
from html import escape
from itertools import zip_longest
from pathlib import Path
from string import Template

from concitoyen.domain.urn import Seal
from concitoyen.sealing.shares import fingerprint

COLUMNS = 3
_NUMBERED = re.compile(r"(\d{1,2})\.\s+(\S+)")

DO = (
    "Imprimez cette feuille, puis détruisez le fichier : il ne doit exister que sur papier.",
    "Gardez-la dans une enveloppe fermée, signée de votre main, dans un lieu à vous.",
    "Avant le vote, vérifiez-la : concitoyen bureau check.",
    "Après la clôture, apportez-la à l'ouverture de l'urne : vous y taperez vous-même vos mots.",
)
WITH_THE_CODE = "Le code carré contient les mêmes mots, pour un lecteur branché à l'ordinateur du bureau."
DO_NOT = (
    "Ne la photographiez pas, ne l'envoyez pas, ne la lisez pas au téléphone.",
    "Ne la confiez à aucun autre membre du bureau : réunies, les parts ouvrent l'urne.",
    "Si vous la perdez avant l'ouverture du vote, dites-le : le bureau forme une autre clé.",
)

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
table { border-collapse: collapse; width: 100%; font: 12.5pt/1.2 monospace; }
td { border: 1px solid #888; padding: 1.3mm 2.5mm; width: 33.3%; }
td b { display: inline-block; width: 2.6em; color: #555; font-weight: normal; }
.side { display: flex; gap: 8mm; align-items: center; margin-top: 5mm; }
.side svg { width: 42mm; height: 42mm; flex: none; }
ul { margin: 0; padding-left: 5mm; }
code { font-size: 9.5pt; overflow-wrap: anywhere; }
</style>
<p>$title</p>
<h1>Part de la clé de l’urne : $member</h1>
<p>Il faut $threshold parts sur $members pour ouvrir l’urne. Moins que cela n’apprend rien à personne.</p>
<p>Empreinte de la clé : <code>$fingerprint</code></p>
<h2>Vos $count mots, dans l’ordre</h2>
<table>$rows</table>
<div class="side">$code<div><h2>À faire</h2><ul>$do</ul></div></div>
<h2>À ne pas faire</h2><ul>$do_not</ul>
</html>
""")


def page(title: str, seal: Seal, member: str, words: str) -> str:
    """The sheet as a page of one A4, whole in itself: its code needs no network."""
    listed, code = words.split(), _code(words)
    rows = "".join(
        "<tr>" + "".join(f"<td><b>{number}.</b> {escape(word)}</td>" for number, word in row) + "</tr>"
        for row in _rows(listed)
    )
    return _PAGE.substitute(
        title=escape(title),
        member=escape(member),
        threshold=seal.threshold,
        members=len(seal.members),
        fingerprint=fingerprint(seal),
        count=len(listed),
        rows=rows,
        code=code,
        do=_items((*DO, WITH_THE_CODE) if code else DO),
        do_not=_items(DO_NOT),
    )


def text(title: str, seal: Seal, member: str, words: str) -> str:
    """The sheet as plain text; `words_of` reads its words back."""
    rows = "\n".join(
        "".join(f"{number:>3}. {word:<12}" for number, word in row).rstrip() for row in _rows(words.split())
    )
    return (
        f"{title}\nPart de la clé de l'urne : {member}\n\n"
        f"Il faut {seal.threshold} parts sur {len(seal.members)} pour ouvrir l'urne.\n"
        f"Empreinte de la clé : {fingerprint(seal)}\n\n{rows}\n\n"
        "À faire\n"
        + "".join(f"- {line}\n" for line in DO)
        + "\nÀ ne pas faire\n"
        + "".join(f"- {line}\n" for line in DO_NOT)
    )


def words_of(path: Path) -> str:
    """The words in a file: those that are numbered, in the order of their numbers, else all of them."""
    written = path.read_text(encoding="utf-8", errors="replace")
    numbered = sorted((int(number), word) for number, word in _NUMBERED.findall(written))
    return " ".join(word for _, word in numbered) if numbered else written


def _rows(words: list[str]) -> list[list[tuple[int, str]]]:
    """Numbered words in columns, read downwards."""
    numbered = list(enumerate(words, start=1))
    height = -(-len(words) // COLUMNS)
    columns = [numbered[start : start + height] for start in range(0, len(words), height)]
    return [[cell for cell in row if cell] for row in zip_longest(*columns)]


def _items(lines: tuple[str, ...]) -> str:
    return "".join(f"<li>{escape(line, quote=False)}</li>" for line in lines)


def _code(words: str) -> str:
    """The words as a QR code; the sheet does without where the library of the web extra is not installed."""
    try:
        import segno
    except ImportError:
        return ""
    drawn = io.BytesIO()
    segno.make_qr(words, error="m").save(drawn, kind="svg", xmldecl=False, border=2, omitsize=True)
    return drawn.getvalue().decode()
