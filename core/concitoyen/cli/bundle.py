"""`concitoyen bundle`, `verify` and `receipt`: one file to recount a vote far from here, and what it is worth."""

import hashlib
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from concitoyen.cli.context import Json, console, discover, print_json, running
from concitoyen.cli.edition import Id
from concitoyen.domain.merkle import includes
from concitoyen.domain.receipts import read_receipt
from concitoyen.settings import Settings
from concitoyen.usecases.bundle.container import write_bundle
from concitoyen.usecases.bundle.keep import keep_bundle
from concitoyen.usecases.bundle.make import bundle_parts
from concitoyen.usecases.bundle.verify import Verdict, receipts_of, verify_bundle

Bundle = Annotated[Path, typer.Argument(metavar="DOSSIER", help="Le dossier de dépouillement (un fichier .zip).")]
receipts = typer.Typer(no_args_is_help=True)


def bundle(
    edition_id: Id,
    *,
    out: Annotated[Path, typer.Option(help="Le fichier à écrire.")],
    confidential: Annotated[
        bool, typer.Option("--confidential", help="Avant la publication, pour un agent : à ne pas diffuser.")
    ] = False,
) -> None:
    """Écrire le dossier de dépouillement : un fichier qui permet à chacun de recompter."""
    settings = Settings.read()
    with running(settings=settings) as engine:
        with engine.read() as desk:
            published = desk.edition(edition_id)[0].results_are_public
            if confidential or not published:
                parts = bundle_parts(desk, edition_id, confidential=confidential)
                with out.open("wb") as file:
                    write_bundle(file, edition_id, parts)
        if published and not confidential:  # the bytes that the site offers, whichever engine wrote them
            shutil.copyfile(keep_bundle(engine, settings.bundles, edition_id).path, out)
    with out.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    console.print(f"Dossier écrit dans {out} ({out.stat().st_size} octets).", soft_wrap=True)
    console.print(f"SHA-256 : {digest}", soft_wrap=True)
    if confidential:
        console.print("À ne pas diffuser : les résultats n'étaient peut-être pas publics.", soft_wrap=True)


def verify(
    source: Bundle,
    *,
    head: Annotated[str, typer.Option(help="La dernière empreinte du journal, telle qu'elle a été publiée.")] = "",
    as_json: Json = False,
) -> None:
    """Recompter un dossier de dépouillement et tout y revérifier, sans base ni réseau."""
    verdict = verify_bundle(source.read_bytes(), discover(Settings.read()), head="".join(head.split()).casefold())
    if as_json:
        print_json({"same": not verdict.faults, **asdict(verdict)})
    else:
        _say(verdict)
    if verdict.faults:
        raise typer.Exit(1)


def _say(verdict: Verdict) -> None:
    for remark in verdict.remarks:
        console.print(f"Remarque : {remark}", soft_wrap=True)
    if not verdict.faults:
        console.print(
            f"Même résultat : {verdict.edition}, {verdict.voters} bulletins, {verdict.laureates} lauréats.",
            soft_wrap=True,
        )
        console.print(f"Dernière empreinte du journal : {verdict.head}", soft_wrap=True)
        return
    console.print("Résultat différent ou dossier modifié :", style="bold red", soft_wrap=True)
    for fault in verdict.faults:
        console.print(f"  {fault.check} : {fault.text}", soft_wrap=True)


@receipts.command()
def check(
    source: Bundle,
    receipt: Annotated[str, typer.Argument(metavar="REÇU", help="Les 64 caractères du reçu.")],
    *,
    as_json: Json = False,
) -> None:
    """Dire si un reçu est dans la liste publiée, avec sa preuve."""
    leaf, (tree, told) = read_receipt(receipt), receipts_of(source.read_bytes())
    place = tree.place(leaf)
    found = place < tree.size and tree.leaf(place) == leaf
    path = tree.path(place) if found else ()
    proven = found and tree.root.hex() == told and includes(tree.root, tree.size, leaf, place, path)
    if as_json:
        print_json(
            {
                "included": proven,
                "place": place if found else None,
                "size": tree.size,
                "root": tree.root.hex(),
                "path": [node.hex() for node in path],
            }
        )
    elif proven:
        console.print(
            f"Ce reçu est dans l'urne : {place + 1} sur {tree.size}, {len(path)} empreintes mènent à la racine."
        )
        console.print(f"Racine, la même qu'au journal : {told}", soft_wrap=True)
    elif found:
        console.print("Ce reçu est dans la liste, mais la liste n'est pas celle dont le journal garde la racine.")
    else:
        console.print(f"Ce reçu n'est pas parmi les {tree.size} reçus publiés.")
    if not proven:
        raise typer.Exit(1)
