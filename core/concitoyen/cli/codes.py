"""`concitoyen codes`: print one-time codes for a place, see how many were used, revoke those that were lost."""

import os
import secrets
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from concitoyen.cli.context import Json, console, print_json, running
from concitoyen.cli.edition import Id, sign
from concitoyen.domain.errors import ConcitoyenError, DocumentError
from concitoyen.settings import Settings
from concitoyen.usecases.desk import refuse
from concitoyen.usecases.print_codes import codes_by_place, draw_codes, keep_codes, revoke_codes

app = typer.Typer(no_args_is_help=True)
Place = Annotated[str, typer.Option(help="Le lieu où les codes sont remis.")]


@app.command("print")
def print_codes(
    edition_id: Id,
    *,
    place: Place,
    count: Annotated[int, typer.Option(help="Combien de codes.")],
    out: Annotated[Path, typer.Option(help="Le PDF à écrire ; il contient les codes en clair.")],
) -> None:
    """Imprimer des codes à usage unique, à découper et à remettre."""
    try:
        from concitoyen.usecases.render_codes import render_codes
    except ImportError as error:
        raise DocumentError(
            "Imprimer des codes demande segno, absent d'ici : pip install 'concitoyen[print]'."
        ) from error
    settings, signature = Settings.read(), sign()
    if out.exists():
        raise refuse("core:output", "« {out} » existe déjà : donnez un autre nom, rien n'est tiré.", out=str(out))
    with running(settings=settings) as engine:
        with engine.read() as desk:  # printing takes seconds: no voter waits for it
            codes = draw_codes(desk, edition_id, place, count, chance=secrets.token_bytes)
            url = settings.public_url
            pdf = render_codes(desk, edition_id, place.strip(), codes, public_url=url, issued=signature.at)
        _write_for_the_owner(out, pdf)
        try:
            with engine.begin() as desk:
                keep_codes(desk, edition_id, place, codes, signature)
        except ConcitoyenError:
            out.unlink()  # codes that nobody would accept
            raise
    console.print(
        f"{count} codes pour {place.strip()} dans {out}. La base n'en garde que des empreintes : ce fichier est le "
        "seul exemplaire. Imprimez-le, mettez les feuilles sous clé, puis effacez-le.",
        soft_wrap=True,
    )


def _write_for_the_owner(out: Path, content: bytes) -> None:
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


@app.command("list")
def list_codes(edition_id: Id, *, as_json: Json = False) -> None:
    """Dire combien de codes chaque lieu a reçus, et combien ont servi."""
    with running() as engine, engine.read() as desk:
        uses = codes_by_place(desk, edition_id)
    if as_json:
        print_json(
            {place: {"printed": use.printed, "used": use.used, "revoked": use.revoked} for place, use in uses.items()}
        )
        return
    if not uses:
        console.print("Aucun code n'a été imprimé pour cette édition.", soft_wrap=True)
        return
    table = Table("Lieu", "Imprimés", "Utilisés", "Révoqués")
    for place, use in uses.items():
        table.add_row(place, str(use.printed), str(use.used), str(use.revoked))
    console.print(table)


@app.command()
def revoke(
    edition_id: Id,
    *,
    place: Annotated[str, typer.Option(help="Tous les codes encore libres de ce lieu.")] = "",
    code: Annotated[str, typer.Option(help="Un code, tel qu'il est imprimé.")] = "",
) -> None:
    """Rendre inutiles des codes qui n'ont pas servi : un, ou tous ceux d'un lieu."""
    if bool(place) == bool(code):
        raise refuse("core:codes", "Donnez --place ou --code, l'un des deux.")
    with running() as engine, engine.begin() as desk:
        count = revoke_codes(desk, edition_id, sign(), place=place, code=code)
    console.print("1 code ne servira plus." if count == 1 else f"{count} codes ne serviront plus.")
