"""`concitoyen bureau`: form the bureau of an urn, check a member's share; and reading the shares that open it."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from concitoyen.cli import sheets
from concitoyen.cli.context import console, errors, make_folder, running
from concitoyen.cli.edition import Id, sign
from concitoyen.domain.names import fold
from concitoyen.domain.urn import Seal
from concitoyen.sealing.shares import SharesRefused, fingerprint, member_of, read_share, rebuild_key
from concitoyen.usecases.desk import Engine, refuse
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.print_share import print_share, share_model, share_sheets
from concitoyen.usecases.recognise_share import bureau_seal, recognise_share

TRIES = 5
app = typer.Typer(no_args_is_help=True)


@app.command()
def form(
    edition_id: Id,
    *,
    member: Annotated[list[str], typer.Option(help="Le nom d'un membre ; l'option se répète.")],
    threshold: Annotated[int, typer.Option(help="Combien de membres ouvrent l'urne.")],
    out: Annotated[Path, typer.Option(help="Dossier neuf ou vide où écrire une feuille par membre.")],
    text: Annotated[bool, typer.Option("--text", help="Écrire du texte au lieu d'un PDF.")] = False,
    html: Annotated[bool, typer.Option("--html", help="Écrire une page HTML au lieu d'un PDF.")] = False,
) -> None:
    """Former le bureau : une feuille par membre, avec sa part de la clé de l'urne."""
    make_folder(out)
    if any(out.iterdir()):
        raise refuse("core:output", "Le dossier « {out} » n'est pas vide : choisissez-en un autre.", out=str(out))
    out.chmod(0o700)
    signature = sign()
    with running() as engine, engine.begin() as desk:
        made = form_bureau(desk, edition_id, member, threshold, signature)
        edition, _ = desk.edition(edition_id)
        seal = bureau_seal(desk, edition_id)
        model = None if text or html else share_model(desk, edition_id)
        for number, sheet in enumerate(share_sheets(desk, edition_id, made), start=1):
            name = f"{number:02d}-{_file_name(sheet.member)}"
            if model:
                _write_for_the_owner(out / f"{name}.pdf", print_share(desk, model, sheet, signature.at))
            else:
                draw, suffix = (sheets.text, "txt") if text else (sheets.page, "html")
                _write_for_the_owner(out / f"{name}.{suffix}", draw(sheet).encode())
    console.print(
        f"Bureau de « {edition.title} » : {len(made)} membres, {threshold} pour ouvrir l'urne.", soft_wrap=True
    )
    console.print(f"Empreinte de la clé : {fingerprint(seal)}", soft_wrap=True)
    console.print(
        f"Feuilles écrites dans {out} : imprimez-les, remettez-les, puis détruisez les fichiers.", soft_wrap=True
    )


@app.command()
def check(
    edition_id: Id,
    *,
    share: Annotated[
        Path | None, typer.Option(help="Fichier qui contient la part ; sans lui, elle est demandée.")
    ] = None,
) -> None:
    """Relire une part sans rien ouvrir : est-elle de cette urne, ses mots sont-ils justes."""
    written = sheets.words_of(share) if share else _asked("Les mots de la part")
    with running() as engine, engine.read() as desk:
        seal, member = bureau_seal(desk, edition_id), recognise_share(desk, edition_id, written)
    console.print(f"Part reconnue : {member}. Il faut {seal.threshold} parts sur {len(seal.members)}.", soft_wrap=True)
    console.print(f"Empreinte de la clé : {fingerprint(seal)}", soft_wrap=True)


def opening_key(engine: Engine, edition_id: str, files: Sequence[Path]) -> bytes | None:
    """The key of an urn from the shares in files, or typed one after the other; None where no bureau holds it."""
    with engine.read() as desk:
        desk.edition(edition_id)
        seal = desk.work.seals.of(edition_id)
    if seal is None or seal.scheme != "bureau":
        return None
    if files:
        return rebuild_key([sheets.words_of(path) for path in files], seal)
    return rebuild_key(_typed(seal), seal) if sys.stdin.isatty() else None


def _typed(seal: Seal) -> list[str]:
    """The shares that members type in turn; a wrong one is said and asked again, and nothing is shown."""
    given = dict[str, str]()
    for _ in range(TRIES * seal.threshold):
        if len(given) == seal.threshold:
            break
        try:
            share = read_share(_asked(f"Part {len(given) + 1} sur {seal.threshold}"))
            given[member_of(share, seal)] = share.words
        except SharesRefused as refused:
            errors.print(str(refused), style="bold red", soft_wrap=True)
            continue
        console.print(f"{list(given)[-1]} : part reconnue, {len(given)} sur {seal.threshold}.", soft_wrap=True)
    return list(given.values())


def _write_for_the_owner(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)


def _asked(what: str) -> str:
    return str(typer.prompt(what, hide_input=True))


def _file_name(member: str) -> str:
    return re.sub(r"\W+", "-", fold(member)).strip("-") or "membre"
