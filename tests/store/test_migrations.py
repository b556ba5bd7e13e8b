"""The tables are those that the code declares, each pack keeps its own history, and an old database is refused."""

from pathlib import Path
from threading import Barrier, Thread

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from concitoyen.domain.errors import NotMigrated, PackError, StoreError
from concitoyen.store.engine import in_mode
from concitoyen.store.mapping import row_of_edition
from concitoyen.store.migrate import HERE, differences, migrate, pending, require_migrated
from concitoyen.store.rows import CoreTable, EditionRow, RollRow, table_of
from concitoyen.store.store import Store
from tests.store.examples import CORE_HISTORY, EDITION, write_history


def tables(store: Store) -> set[str]:
    return set(inspect(store.engine).get_table_names())


def revision(store: Store, version_table: str) -> str:
    with store.transaction() as session:
        found: str = session.execute(text(f"SELECT version_num FROM {version_table}")).scalar_one()  # noqa: S608 - ours
        return found


def test_the_migrated_tables_are_those_that_the_code_declares(empty_store: Store) -> None:
    migrate(empty_store, {})
    assert differences(empty_store, CoreTable.metadata) == []


def test_a_difference_between_tables_and_code_is_found(empty_store: Store) -> None:
    migrate(empty_store, {})
    with empty_store.transaction() as session:
        session.execute(text("ALTER TABLE roll ADD COLUMN at TEXT"))
        session.execute(text("CREATE TABLE joins (voter TEXT, ballot TEXT)"))
    found = str(differences(empty_store, CoreTable.metadata))
    assert "remove_column" in found
    assert "remove_table" in found


def test_migrating_from_nothing_tells_what_was_applied_and_migrating_twice_does_nothing(
    empty_store: Store,
) -> None:
    assert pending(empty_store, {}) == CORE_HISTORY
    assert migrate(empty_store, {}) == CORE_HISTORY
    assert pending(empty_store, {}) == ()
    assert migrate(empty_store, {}) == ()


def test_two_who_migrate_at_once_do_it_once(empty_store: Store) -> None:
    together, applied = Barrier(2), []

    def start() -> None:
        together.wait()
        applied.append(migrate(empty_store, {}))

    threads = [Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [(), CORE_HISTORY]


def test_a_database_that_is_not_up_to_date_is_refused_with_the_way_out(empty_store: Store, tmp_path: Path) -> None:
    packages = {"gardens": write_history(tmp_path / "gardens", "gardens_plots")}
    with pytest.raises(
        NotMigrated, match=rf"il lui manque : {', '.join(CORE_HISTORY)}, gardens r0001\. .*`concitoyen migrate`"
    ):
        require_migrated(empty_store, packages)
    migrate(empty_store, packages)
    require_migrated(empty_store, packages)


def test_a_pack_has_its_own_tables_and_history_beside_the_core(empty_store: Store, tmp_path: Path) -> None:
    migrate(empty_store, {})
    before = tables(empty_store)
    packages = {
        "gardens": write_history(tmp_path / "100 % gardens", "gardens_plots"),
        "bare": tmp_path / "a-pack-without-migrations",
    }
    assert migrate(empty_store, packages) == ("gardens r0001",)
    assert tables(empty_store) - before == {"gardens_plots", "alembic_version_gardens"}
    assert f"core {revision(empty_store, 'alembic_version')}" == CORE_HISTORY[-1]
    assert revision(empty_store, "alembic_version_gardens") == "r0001"
    assert differences(empty_store, CoreTable.metadata) == []
    assert pending(empty_store, {}) == ()


def test_a_pack_that_makes_a_table_under_another_name_changes_nothing(empty_store: Store, tmp_path: Path) -> None:
    packages = {
        "gardens": write_history(tmp_path / "gardens", "gardens_plots"),
        "trees": write_history(tmp_path / "trees", "gardens_trees"),
    }
    with pytest.raises(PackError, match="Les migrations du pack « trees » créent gardens_trees"):
        migrate(empty_store, packages)
    assert tables(empty_store) == set()


def test_a_database_of_a_later_version_is_refused(empty_store: Store) -> None:
    migrate(empty_store, {})
    with empty_store.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'r9999'"))
    for call in (migrate, pending, require_migrated):
        with pytest.raises(NotMigrated, match=r"que la version installée ne connaît pas \(r9999\)"):
            call(empty_store, {})


def test_a_migration_that_breaks_references_is_undone(store: Store, tmp_path: Path) -> None:
    package = write_history(tmp_path / "gardens", "gardens_plots", also="DELETE FROM editions")
    with store.begin() as work:
        work.roll.mark(EDITION.id, "ab" * 32)
    with pytest.raises((StoreError, IntegrityError), match=r"sans leur édition|violates foreign key"):
        migrate(store, {"gardens": package})
    with store.read() as work:
        assert work.editions.list() == (EDITION,)
    assert "gardens_plots" not in tables(store)


def test_revisions_of_the_core_are_numbered_in_their_order() -> None:
    names = sorted(path.name for path in (HERE / "versions").glob("*.py"))
    assert [name[:5] for name in names] == [f"r{number:04}" for number in range(1, len(names) + 1)]


def migrate_until(store: Store, target: str) -> None:
    """Bring the core's tables to an earlier version."""
    with in_mode(store.engine, "migrate").connect() as connection, connection.begin():
        config = Config(attributes={"connection": connection, "version_table": "alembic_version"})
        config.set_main_option("script_location", str(HERE))
        command.upgrade(config, target)


def test_the_clues_that_stood_beside_the_roll_go_with_its_marks(empty_store: Store) -> None:
    with_clues, without = "a" * 64, "b" * 64
    clue = f"s{'0' * 16}"
    migrate_until(empty_store, "r0005")
    edition = row_of_edition(EDITION).model_dump()
    with empty_store.transaction() as session:
        session.execute(table_of(EditionRow).insert(), [edition])
        for voter in (without, with_clues):
            session.execute(text("INSERT INTO roll (edition, voter) VALUES (:id, :voter)"), {**edition, "voter": voter})
        session.execute(
            text("INSERT INTO clues (edition, voter, clues) VALUES (:id, :voter, :clues)"),
            {**edition, "voter": with_clues, "clues": clue},
        )
    migrate(empty_store, {})
    with empty_store.read() as work:
        assert work.roll.count(EDITION.id) == 2
        assert list(work.roll.clues(EDITION.id)) == [(with_clues, (b"s" + bytes(8),))]
        assert work.roll.holds(EDITION.id, without)


def test_digits_become_the_bytes_that_they_write(empty_store: Store) -> None:
    voter, unlike, id = "0f" * 32, "f0" * 32, "9e" * 16
    words = "s00112233445566ff ddddddddddddddddd e0123456789abcdef"
    migrate_until(empty_store, "r0007")
    edition = row_of_edition(EDITION).model_dump()
    with empty_store.transaction() as session:
        session.execute(table_of(EditionRow).insert(), [edition])
        marks = text("INSERT INTO roll (edition, voter, clues) VALUES (:id, :voter, :clues)")
        session.execute(marks, {**edition, "voter": voter, "clues": words})
        session.execute(marks, {**edition, "voter": unlike, "clues": ""})
        session.execute(
            text("INSERT INTO urn (id, edition, entry) VALUES (:ballot, :id, :entry)"),
            {**edition, "ballot": id, "entry": b"sealed"},
        )
        session.execute(
            text("INSERT INTO admissions (edition, id, box, until) VALUES (:id, :code, '00', :until)"),
            {**edition, "code": "a" * 64, "until": "2027-09-12T10:00:00.000000+00:00"},
        )
    migrate(empty_store, {})
    clues = tuple(word[0].encode() + bytes.fromhex(word[1:]) for word in words.split())
    with empty_store.read() as work:
        assert list(work.roll.clues(EDITION.id)) == [(voter, clues)]
        assert (work.roll.holds(EDITION.id, unlike), work.roll.clues_of(EDITION.id, unlike)) == (True, b"")
        assert work.urn.find(EDITION.id, id) == b"sealed"
    with empty_store.transaction() as session:
        assert session.execute(text("SELECT count(*) FROM admissions")).scalar_one() == 0
        with pytest.raises(IntegrityError):
            session.execute(
                table_of(RollRow).insert(), [{"edition": EDITION.id, "voter": b"leroy".hex(), "clues": b""}]
            )
