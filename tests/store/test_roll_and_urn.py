"""One mark per voter, no ballot lost, and nothing by which the two could be joined."""

from threading import Barrier, Thread
from traceback import format_exception

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import WeightedBallot
from concitoyen.domain.urn import Seal
from concitoyen.store.rows import CoreTable
from concitoyen.store.store import Store
from tests.store.examples import BALLOT_ID, EDITION, ENTRY, VOTER, undone

THREADS = 8
BYTES = {"sqlite": "BLOB", "postgresql": "BYTEA"}


def ballot(project: str) -> Ballot:
    return Ballot(choices={"pratiques": {project: 1}})


def weighted(project: str, weight: int) -> WeightedBallot:
    return WeightedBallot(ballot=ballot(project), weight=weight)


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
                work.urn.put(EDITION.id, f"{number:032x}", ENTRY)
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


def test_an_error_that_a_log_may_keep_tells_no_ballot(shared_store: Store) -> None:
    with undone(shared_store) as work:
        work.urn.put(EDITION.id, BALLOT_ID, ENTRY)
        with pytest.raises(IntegrityError) as caught:
            work.urn.put(EDITION.id, BALLOT_ID, ENTRY)
    said = "".join(format_exception(caught.value))
    assert "urn" in said
    assert [told for told in (ENTRY.hex(), repr(ENTRY), repr(ENTRY)[2:12]) if told in said] == []


@pytest.mark.parametrize("voter", ["Zoé Leroy", "AB" * 32, "ab" * 31, "ab" * 33, "ab" * 32 + "\n"])
def test_the_roll_keeps_nothing_but_a_hash(shared_store: Store, voter: str) -> None:
    with undone(shared_store) as work, pytest.raises(ValueError, match="keyed hash"):
        work.roll.mark(EDITION.id, voter)


@pytest.mark.parametrize("id", ["1", "2023-09-01T12:00:00", "CD" * 16, "cd" * 17])
def test_a_ballot_has_no_id_that_tells_something(shared_store: Store, id: str) -> None:
    with undone(shared_store) as work, pytest.raises(ValueError, match="random"):
        work.urn.put(EDITION.id, id, ENTRY)


def test_the_database_too_refuses_what_is_no_hash_and_no_random_id(store: Store) -> None:
    for statement in (
        f"INSERT INTO roll (edition, voter) VALUES ('{EDITION.id}', 'leroy')",  # noqa: S608 - our own constant
        f"INSERT INTO urn (id, edition, entry) VALUES ('1', '{EDITION.id}', '')",  # noqa: S608 - the same
    ):
        with pytest.raises(IntegrityError), store.transaction() as session:
            session.execute(text(statement))


def test_a_ballot_never_takes_the_place_of_another(store: Store) -> None:
    with store.begin() as work:
        work.urn.put(EDITION.id, BALLOT_ID, ENTRY)
    with pytest.raises(IntegrityError), store.begin() as work:
        work.urn.put(EDITION.id, BALLOT_ID, b"another")
    with store.read() as work:
        assert list(work.urn.entries(EDITION.id)) == [ENTRY]


def test_a_ballot_is_found_and_taken_out_by_its_id_alone(store: Store) -> None:
    with undone(store) as work:
        work.urn.put(EDITION.id, BALLOT_ID, ENTRY)
        assert work.urn.find(EDITION.id, BALLOT_ID) == ENTRY
        assert work.urn.find(EDITION.id, "0" * 32) is None
        assert work.urn.find("autre", BALLOT_ID) is None
        assert not work.urn.remove("autre", BALLOT_ID)
        assert work.urn.remove(EDITION.id, BALLOT_ID)
        assert work.urn.count(EDITION.id) == 0


def test_sealed_ballots_come_out_in_the_order_of_their_ids_whatever_the_order_in(store: Store) -> None:
    with undone(store) as work:
        for number in (5, 1, 4, 2, 3):
            work.urn.put(EDITION.id, f"{number:032x}", bytes([number]))
        assert list(work.urn.entries(EDITION.id)) == [b"\x01", b"\x02", b"\x03", b"\x04", b"\x05"]
        assert work.urn.count(EDITION.id) == 5


def test_counted_ballots_come_with_their_weight_in_the_order_of_their_texts_and_receipts_in_theirs(
    store: Store,
) -> None:
    with undone(store) as work:
        found = [weighted("p2", 3), weighted("é", 1), weighted("P1", 2), weighted("p10", 1)]
        texts = [(one.ballot.canonical(), one.weight) for one in found]
        work.counted.save(EDITION.id, texts, [b"b" * 32, b"a" * 32])
        assert work.counted.ballots(EDITION.id) == (
            weighted("P1", 2),
            weighted("p10", 1),
            weighted("p2", 3),
            weighted("é", 1),
        )
        assert work.counted.receipts(EDITION.id) == (b"a" * 32, b"b" * 32)
        assert (work.counted.ballots("autre"), work.counted.receipts("autre")) == ((), ())


def test_the_seal_of_an_edition_is_kept_and_may_be_made_again(store: Store) -> None:
    seal = Seal(edition=EDITION.id, scheme="bureau", public_key="ab" * 32, threshold=2, members=("a", "b", "c"))
    with undone(store) as work:
        assert work.seals.of(EDITION.id) is None
        work.seals.save(seal)
        work.seals.save(seal.model_copy(update={"size": 128}))
        assert work.seals.of(EDITION.id) == seal.model_copy(update={"size": 128})


def test_the_ballots_of_another_edition_are_not_counted(store: Store) -> None:
    with undone(store) as work:
        work.editions.add(EDITION.model_copy(update={"id": "autre"}))
        work.urn.put("autre", BALLOT_ID, ENTRY)
        assert (work.urn.count(EDITION.id), list(work.urn.entries(EDITION.id))) == (0, [])


def test_the_roll_and_the_urn_share_no_column_but_the_edition_and_hold_nothing_that_orders_them(
    store: Store,
) -> None:
    # A column added here may tell who voted what: read docs/explanation/storage.md before changing this test.
    dialect = store.engine.dialect.name
    expected = {
        "roll": {"edition": "TEXT", "voter": BYTES[dialect], "clues": BYTES[dialect]},
        "urn": {"id": BYTES[dialect], "edition": "TEXT", "entry": BYTES[dialect]},
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
        work.urn.put(EDITION.id, BALLOT_ID, ENTRY)
        assert work.journal.of(EDITION.id) == ()


# ── beside the roll ───────────────────────────────────────────────────────────────────────────────────


def test_the_totals_of_the_brackets_grow_and_shrink(store: Store) -> None:
    with undone(store) as work:
        for bracket in ("60+", "60+", "11-17", ""):
            work.brackets.grow(EDITION.id, bracket)
        work.brackets.grow(EDITION.id, "60+", -1)
        assert work.brackets.totals(EDITION.id) == {"60+": 1, "11-17": 1}


def test_the_clues_of_a_voter_stand_with_the_mark_and_go_with_it(store: Store) -> None:
    one, other = b"s" + bytes(8), b"d" + b"\xff" * 8
    with undone(store) as work:
        work.roll.mark(EDITION.id, "b" * 64, one)
        work.roll.mark(EDITION.id, "a" * 64, one + other)
        work.roll.mark(EDITION.id, "c" * 64)
        assert list(work.roll.clues(EDITION.id)) == [("a" * 64, (one, other)), ("b" * 64, (one,))]
        work.roll.unmark(EDITION.id, "b" * 64)
        assert [voter for voter, _ in work.roll.clues(EDITION.id)] == ["a" * 64]


@pytest.mark.parametrize("clues", [b"Delarue", b"s12", b"s" + bytes(9), b"S" + bytes(8)])
def test_clues_that_are_no_hashes_are_not_kept(store: Store, clues: bytes) -> None:
    with undone(store) as work, pytest.raises(ValueError, match="eight bytes of a hash"):
        work.roll.mark(EDITION.id, VOTER, clues)


def test_what_stands_around_the_roll_shares_no_column_with_the_urn_but_the_edition(store: Store) -> None:
    database = inspect(store.engine)
    urn = {column["name"] for column in database.get_columns("urn")}
    for table in ("roll", "brackets", "codes", "quotas"):
        assert {column["name"] for column in database.get_columns(table)} & urn == {"edition"}
    assert {column["name"] for column in database.get_columns("mailcodes")} == {
        *(
            "edition",
            "id",
            "code",
            "until",
            "tries",
            "holder",
        )  # its id is a hash of the address, longer than a ballot's
    }
    assert {column["name"] for column in database.get_columns("admissions")} == {
        *("edition", "id", "box", "until")  # its id is a hash of a code
    }


def test_a_printed_code_is_never_kept_as_it_is_printed(store: Store) -> None:
    with undone(store) as work, pytest.raises(ValueError, match="keyed hash of 64 hexadecimal digits"):
        work.codes.add(EDITION.id, "Collège", ["ABCDEFGHJKMN"])
