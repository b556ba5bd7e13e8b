"""Bringing a database's tables to the installed version: the core's history, then each pack's own.

A pack's history is the folder `migrations` of its package; its revisions are remembered in the table
`alembic_version_<pack>`, and its tables bear its name, so that packs come and go without touching each other.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from sqlalchemy import Connection, MetaData, inspect, text

from concitoyen.domain.errors import NotMigrated, PackError, StoreError
from concitoyen.store.engine import errors_in_french, in_mode
from concitoyen.store.store import Store

HERE = Path(__file__).parent / "migrations"
CORE = "core"
ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('concitoyen migrate', 0))")


def migrate(store: Store, packages: Mapping[str, Path]) -> tuple[str, ...]:
    """Apply what is missing, all of it or nothing, and tell what was applied (« core r0001 », « documents r0001 »).

    `packages` gives each pack's package folder; one without a folder `migrations` has no table.
    Raises NotMigrated when the database is ahead of the installed version, PackError when a pack makes a table
    that does not bear its name.
    """
    applied: list[str] = []
    with _alone(store) as connection:
        for history in _histories(packages):
            missing = history.missing(connection)
            if missing:
                history.upgrade(connection)
                applied += missing
    return tuple(applied)


def pending(store: Store, packages: Mapping[str, Path]) -> tuple[str, ...]:
    """What `migrate` would apply, in order."""
    with errors_in_french(store.engine), in_mode(store.engine, "read").connect() as connection:
        return tuple(found for history in _histories(packages) for found in history.missing(connection))


def require_migrated(store: Store, packages: Mapping[str, Path]) -> None:
    """Refuse to go on with a database that is not up to date; raises NotMigrated with the way out."""
    missing = pending(store, packages)
    if missing:
        raise NotMigrated(
            f"La base {store.shown} n'est pas à jour, il lui manque : {', '.join(missing)}. "
            "Arrêtez le site, copiez la base, puis lancez `concitoyen migrate`."
        )


def differences(store: Store, metadata: MetaData) -> list[object]:
    """What separates the database's tables from those that the core or a pack declares, if anything.

    For the tests of those who write migrations; `metadata` is that of `pack_metadata`.
    """
    pack: str = metadata.info["pack"]

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or _owned(name or "", pack)

    with in_mode(store.engine, "read").connect() as connection:
        options = {"include_name": ours, "version_table": _version_table(pack)}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


@dataclass(frozen=True)
class _History:
    name: str
    folder: Path

    def missing(self, connection: Connection) -> list[str]:
        """The revisions that the database does not have yet, the oldest first."""
        script = ScriptDirectory.from_config(self._config(connection))
        options = {"version_table": _version_table(self.name)}
        known = MigrationContext.configure(connection, opts=options).get_current_heads()
        try:
            found = list(script.iterate_revisions("heads", known or "base"))
        except RevisionError as error:
            raise NotMigrated(
                f"La base a reçu de « {self.name} » une révision que la version installée ne connaît pas "
                f"({', '.join(known)}) : installez la version qui l'a écrite, ou une plus récente."
            ) from error
        return [f"{self.name} {step.revision}" for step in reversed(found)]

    def upgrade(self, connection: Connection) -> None:
        """Apply them; a pack's must make tables that bear its name."""
        before = set(inspect(connection).get_table_names())
        command.upgrade(self._config(connection), "heads")
        made = set(inspect(connection).get_table_names()) - before - {_version_table(self.name)}
        foreign = sorted(name for name in made if not _owned(name, self.name))
        if foreign:
            raise PackError(
                f"Les migrations du pack « {self.name} » créent {', '.join(foreign)} : le nom d'une table "
                f"de pack commence par « {self.name}_ ». Rien n'a été appliqué."
            )

    def _config(self, connection: Connection) -> Config:
        config = Config(attributes={"connection": connection, "version_table": _version_table(self.name)})
        options = {"script_location": HERE, "version_locations": self.folder, "path_separator": "newline"}
        for name, value in options.items():
            config.set_main_option(name, str(value).replace("%", "%%"))
        return config


def _histories(packages: Mapping[str, Path]) -> list[_History]:
    folders = {name: packages[name] / "migrations" for name in sorted(packages)}
    packs = [_History(name, folder) for name, folder in folders.items() if folder.is_dir()]
    return [_History(CORE, HERE / "versions"), *packs]


def _version_table(name: str) -> str:
    return "alembic_version" if name == CORE else f"alembic_version_{name}"


def _owned(table: str, name: str) -> bool:
    # The core's names are one word; a pack's begin with its own.
    return "_" not in table if name == CORE else table.startswith(f"{name}_")


@contextmanager
def _alone(store: Store) -> Iterator[Connection]:
    """A transaction in which nobody else migrates; on SQLite, references are checked at its end."""
    with errors_in_french(store.engine), in_mode(store.engine, "migrate").connect() as connection:
        connection.detach()  # closed afterwards, and not given back without its foreign keys
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(ONE_AT_A_TIME)
            yield connection
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise StoreError("Une migration laisserait des lignes sans leur édition : rien n'a été appliqué.")
