"""One mark per voter, no ballot lost, and nothing by which the two could be joined."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import WeightedBallot
from concitoyen.store.rows import CoreTable
from concitoyen.store.store import Store
from tests.store.examples import BALLOT, BALLOT_ID, EDITION, VOTER, undone

THREADS = 8


def ballot(project: str) -> Ballot:
    return Ballot(choices={"pratiques": {project: 1}})


def test_a_voter_is_marked_once(store: Store) -> None:
    with store.begin() as work:
        assert work.roll.mark(EDITION.id, VOTER) is True
        assert work.roll.mark(EDITION.id, VOTER) is False
    with store.begin() as work:
        assert work.roll.mark(EDITION.id, VOTER) is False
        assert work.roll.count(EDITION.id) == 1


def test_a_mark_in_one_edition_is_none_in_another(store: Store) -> None:
    with undone(store) as work:
        work.editions.add(EDITION.model_copy(update={"id": "autre"}))
        assert work.roll.mark(EDITION.id, VOTER)
        assert work.roll.mark("autre", VOTER)
        assert (work.roll.count(EDITION.id), work.roll.count("autre")) == (1, 1)


def test_of_marks_of_one_voter_at_the_same_time_one_is_accepted_and_casts_one_ballot(store: Store) -> None:
    together, accepted = Barrier(THREADS), []

    def cast(number: int) -> None:
        together.wait()
        with store.begin() as work:
            if work.roll.mark(EDITION.id, VOTER):
                work.urn.put(EDITION.id, f"{number:032x}", BALLOT)
                accepted.append(number)

    threads = [Thread(target=cast, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accepted) == 1
    with store.read() as work:
        assert (work.roll.count(EDITION.id), work.urn.count(EDITION.id)) == (1, 1)


def test_a_mark_undone_may_be_made_again(store: Store) -> None:
    with undone(store) as work:
        assert work.roll.mark(EDITION.id, VOTER)
    with undone(store) as work:
        assert work.roll.mark(EDITION.id, VOTER)


@pytest.mark.parametrize("voter", ["Zoé Leroy", "AB" * 32, "ab" * 31, "ab" * 33, "ab" * 32 + "\n"])
def test_the_roll_keeps_nothing_but_a_hash(shared_store: Store, voter: str) -> None:
    with undone(shared_store) as work, pytest.raises(ValueError, match="keyed hash"):
        work.roll.mark(EDITION.id, voter)


@pytest.mark.parametrize("id", ["1", "2023-09-01T12:00:00", "CD" * 16, "cd" * 17])
def test_a_ballot_has_no_id_that_tells_something(shared_store: Store, id: str) -> None:
    with undone(shared_store) as work, pytest.raises(ValueError, match="random"):
        work.urn.put(EDITION.id, id, BALLOT)


def test_the_database_too_refuses_what_is_no_hash_and_no_random_id(store: Store) -> None:
    for statement in (
        f"INSERT INTO roll (edition, voter) VALUES ('{EDITION.id}', 'leroy')",  # noqa: S608 - our own constant
        f"INSERT INTO urn (id, edition, ballot) VALUES ('1', '{EDITION.id}', '')",  # noqa: S608 - the same
    ):
        with pytest.raises(IntegrityError), store.transaction() as session:
            session.execute(text(statement))


def test_a_ballot_never_replaces_another(store: Store) -> None:
    with store.begin() as work:
        work.urn.put(EDITION.id, BALLOT_ID, ballot("p1"))
    with pytest.raises(IntegrityError), store.begin() as work:
        work.urn.put(EDITION.id, BALLOT_ID, ballot("p2"))
    with store.read() as work:
        assert work.urn.weighted(EDITION.id) == (WeightedBallot(ballot=ballot("p1"), weight=1),)


def test_distinct_ballots_come_with_their_weight_in_the_order_of_their_texts(store: Store) -> None:
    with undone(store) as work:
        for number, project in enumerate(["p2", "é", "P1", "p2", "p10", "p2", "P1"]):
            work.urn.put(EDITION.id, f"{number:032x}", ballot(project))
        found = [(weighted.ballot, weighted.weight) for weighted in work.urn.weighted(EDITION.id)]
        assert found == [(ballot("P1"), 2), (ballot("p10"), 1), (ballot("p2"), 3), (ballot("é"), 1)]
        assert work.urn.count(EDITION.id) == 7


def test_the_ballots_of_another_edition_are_not_counted(store: Store) -> None:
    with undone(store) as work:
        work.editions.add(EDITION.model_copy(update={"id": "autre"}))
        work.urn.put("autre", BALLOT_ID, BALLOT)
        assert (work.urn.count(EDITION.id), work.urn.weighted(EDITION.id)) == (0, ())


def test_the_roll_and_the_urn_share_no_column_but_the_edition_and_hold_nothing_that_orders_them(
    store: Store,
) -> None:
    # A column added here may tell who voted what: read docs/explanation/storage.md before changing this test.
    expected = {
        "roll": {"edition": "TEXT", "voter": "VARCHAR(64)"},
        "urn": {"id": "VARCHAR(32)", "edition": "TEXT", "ballot": "TEXT"},
    }
    database = inspect(store.engine)
    for table, columns in expected.items():
        assert {column["name"]: str(column["type"]) for column in database.get_columns(table)} == columns
        assert [column["default"] for column in database.get_columns(table)] == [None] * len(columns)
        assert {column.name for column in CoreTable.metadata.tables[table].columns} == set(columns)
        assert database.get_indexes(table) == []
        keys = database.get_foreign_keys(table)
        assert [(key["constrained_columns"], key["referred_table"]) for key in keys] == [(["edition"], "editions")]
    assert set(expected["roll"]) & set(expected["urn"]) == {"edition"}


def test_on_sqlite_the_roll_and_the_urn_have_no_hidden_row_number(store: Store) -> None:
    hidden = {"sqlite": "rowid", "postgresql": "oid"}[store.engine.dialect.name]
    for table in ("roll", "urn"):
        with pytest.raises(DBAPIError, match=hidden), store.transaction() as session:
            session.execute(text(f"SELECT {hidden} FROM {table}"))  # noqa: S608 - our own names


def test_casting_writes_nothing_in_the_journal(store: Store) -> None:
    with undone(store) as work:
        work.roll.mark(EDITION.id, VOTER)
        work.urn.put(EDITION.id, BALLOT_ID, BALLOT)
        assert work.journal.of(EDITION.id) == ()
