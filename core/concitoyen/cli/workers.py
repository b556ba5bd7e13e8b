"""Several processes that serve one site: whether the database bears them, and what each of them runs."""

import os
import signal
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

from sqlalchemy import text

from concitoyen.domain.errors import SettingsError
from concitoyen.settings import Settings
from concitoyen.store.engine import MOST_CONNECTIONS
from concitoyen.store.store import Store

if TYPE_CHECKING:
    from litestar import Litestar

FOR_BALLOTS = 2
"""Connections of a process for ballots, beside those of its pages (`LANES` of the intake)."""
PER_PROCESS = MOST_CONNECTIONS + FOR_BALLOTS
SECONDS_TO_TELL = 30
"""How long a process may leave the one above it without an answer before it is replaced: it may be loading packs."""
LEFT = text(
    "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int "
    "- coalesce(current_setting('reserved_connections', true), '0')::int"
)


def must_bear(store: Store, workers: int) -> None:
    """Raise SettingsError, with the way out, when so many processes may not share this database."""
    if store.engine.dialect.name == "sqlite":
        raise SettingsError(
            f"{workers} processus demandent PostgreSQL (CONCITOYEN_DATABASE_URL) : sur SQLite, un seul écrit à la fois "
            "et les autres ne feraient que l'attendre. Gardez --workers 1."
        )
    with store.engine.connect() as connection:
        left = int(connection.execute(LEFT).scalar_one())
    wanted = workers * PER_PROCESS
    if wanted > left:
        raise SettingsError(
            f"{workers} processus ouvrent jusqu'à {wanted} connexions ({PER_PROCESS} chacun), et ce PostgreSQL n'en "
            f"laisse que {left} : ajoutez {wanted - left} à son réglage max_connections et relancez-le, ou demandez "
            f"--workers {max(1, left // PER_PROCESS)}."
        )


def told_of_limits(settings: Settings, workers: int) -> str:
    """What who starts several processes must know of the limits by address; nothing where there is none."""
    if workers == 1 or not (settings.limit_pages or settings.limit_searches or settings.limit_votes):
        return ""
    return (
        "Les limites par adresse (CONCITOYEN_LIMIT_…) comptent par processus : une adresse obtient jusqu'à "
        f"{workers} fois ce qu'elles disent."
    )


def worker() -> "Litestar":
    """What each of several processes serves; it stops in good order when the one above it is gone, however it went."""
    from concitoyen.web.app import served

    above = parent_process()
    if above is not None:
        Thread(target=_stop_after, args=(above.sentinel,), name="concitoyen-above", daemon=True).start()
    return served()


def _stop_after(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
