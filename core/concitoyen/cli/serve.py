"""`concitoyen serve` and `concitoyen migrate`."""

import sys
from typing import Annotated

import typer

from concitoyen.cli.context import console, discover, now, progress, running
from concitoyen.cli.demo import SEED
from concitoyen.cli.workers import SECONDS_TO_TELL, must_bear, told_of_limits
from concitoyen.settings import Settings
from concitoyen.store.migrate import migrate as apply_migrations
from concitoyen.store.store import Store
from concitoyen.usecases.desk import Engine
from concitoyen.usecases.open_practice import PRACTICE, open_practice
from concitoyen.usecases.play_demo import play_demo

SCENARIO = "pasdecalais:2023"
BACKLOG = 4_096
"""How many connections may wait to be accepted: a school clicks within the same second."""
MOST_FILES = 65_536
SECONDS_TO_STOP = 30


def serve(
    *,
    host: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port d'écoute.")] = 8000,
    demo: Annotated[
        bool, typer.Option("--demo", help="Remplir la base avec la démonstration si elle n'y est pas.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processus qui servent ensemble, sur PostgreSQL.")] = 1,
) -> None:
    """Servir le site."""
    with running(prepare=demo) as engine:
        if workers > 1:
            must_bear(engine.store, workers)
        if demo:
            fill_with_demo(engine)
    console.print(f"Le site est sur http://{host}:{port} (Ctrl+C pour l'arrêter).", soft_wrap=True)
    if told := told_of_limits(Settings.read(), workers):
        console.print(told, soft_wrap=True)
    run(host, port, workers)


def run(host: str, port: int, workers: int = 1) -> None:
    """Serve until told to stop; then requests under way are answered, and ballots that wait are written."""
    import uvicorn

    from concitoyen.web.connections import UVICORN

    _allow_many_connections()
    uvicorn.run(
        "concitoyen.cli.workers:worker",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        backlog=BACKLOG,
        access_log=False,  # a line with an address and a time for each vote would order the voters
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_STOP,
        timeout_worker_healthcheck=SECONDS_TO_TELL,
        **UVICORN,
    )


def _allow_many_connections() -> None:
    """Each connection is a file for the system, which often allows no more than 1 024 unless asked."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


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
