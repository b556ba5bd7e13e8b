"""`concitoyen serve` and `concitoyen migrate`."""

from typing import Annotated

import typer

from concitoyen.cli.context import console, discover, now, progress, running
from concitoyen.cli.demo import SEED
from concitoyen.settings import Settings
from concitoyen.store.migrate import migrate as apply_migrations
from concitoyen.store.store import Store
from concitoyen.usecases.desk import Engine
from concitoyen.usecases.open_practice import PRACTICE, open_practice
from concitoyen.usecases.play_demo import play_demo

SCENARIO = "pasdecalais:2023"


def serve(
    *,
    host: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port d'écoute.")] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help="Remplir la base avec la démonstration si elle n'y est pas.")
    ] = False,
) -> None:
    """Servir le site."""
    import uvicorn

    from concitoyen.web.app import create_app
    from concitoyen.web.connections import UVICORN

    settings = Settings.read()
    if demo:
        with running(prepare=True) as engine:
            fill_with_demo(engine)
    console.print(f"Le site est sur http://{host}:{port} (Ctrl+C pour l'arrêter).", soft_wrap=True)
    uvicorn.run(create_app(settings), host=host, port=port, log_level="warning", server_header=False, **UVICORN)


def fill_with_demo(engine: Engine) -> None:
    """Play the demonstration and open the practice edition, where the store does not hold them yet."""
    demonstration = engine.packs.demonstrations.choose(SCENARIO)
    with engine.read() as desk:
        held = {edition.id for edition in desk.work.editions.list()}
    with progress() as tell:
        if engine.packs.rulebooks.choose(demonstration.rulebook).id not in held:
            play_demo(engine, demonstration, SEED, tell)
        if PRACTICE not in held:
            open_practice(engine, demonstration, now(), SEED, tell)


def migrate() -> None:
    """Mettre la base à jour : le cœur, puis chaque pack qui a des tables."""
    settings = Settings.read()
    packs = discover(settings)
    settings.make_home()
    store = Store.open(settings.database_url)
    try:
        applied = apply_migrations(store, packs.folders)
    finally:
        store.close()
    console.print(f"Base à jour ({', '.join(str(found) for found in applied) or 'rien à faire'}).", soft_wrap=True)
