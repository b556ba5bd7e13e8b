"""Replacing a ballot: by its code and nothing else, until the closing, without a trace of the first."""

import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import ConcitoyenError, Overtaken, Refused
from concitoyen.domain.urn import ballot_id, receipt_of
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases
from concitoyen.usecases.replace_ballot import replace_ballot
from tests.usecases.conftest import opened, with_the_core_tables
from tests.usecases.town import Town, ballot, by, citizen, packs_with
from tests.usecases.ville import RULEBOOK, Ville

REPLACEABLE = f'{RULEBOOK}\n[urn]\nreplaceable = true\nchoices = {{ replaceable = "Chacun peut changer d\'avis." }}\n'
CODE = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2
FIRST = ballot(pratiques="jardin")
SECOND = ballot(innovation="fablab")


def prepared(url: str) -> None:
    """The town, with a rulebook that lets ballots be replaced, its vote open."""
    with_the_core_tables(url)
    store = Store.open(url)
    town = Town(store, packs_with(Ville()))
    town.create(REPLACEABLE)
    town.stand("Jardin")
    town.stand("Atelier", when="2027-04-11 10:00")
    town.stand("Fablab", "innovation", when="2027-04-12 10:00", total_cost=40000, requested=16000)
    town.open_vote()
    store.close()


@pytest.fixture
def changing(databases: Databases, ville: Ville) -> Iterator[Town]:
    with opened(databases, prepared, ville) as found:
        yield found


def replace(town: Town, code: str, choices: Ballot, when: str = "2027-09-12 18:45") -> str:
    with town.engine.begin() as desk:
        return replace_ballot(desk, town.id, code, choices, by("votant", when))


def entry(town: Town, code: str = CODE) -> bytes | None:
    with town.store.read() as work:
        return work.urn.find(town.id, ballot_id(town.id, code))


def test_the_new_ballot_takes_the_place_of_the_first_and_is_the_one_counted(changing: Town) -> None:
    changing.vote(citizen(), FIRST, attempt=CODE)
    replace(changing, CODE, SECOND)
    assert changing.roll_and_urn() == (1, 1)
    counts = {result.candidate: result.votes for result in changing.count().results}
    assert counts == {"fablab": 1, "jardin": 0, "atelier": 0}


def test_the_new_receipt_is_that_of_what_is_in_the_urn(changing: Town) -> None:
    first = changing.vote(citizen(), FIRST, attempt=CODE).receipt
    receipt = replace(changing, CODE, SECOND)
    kept = entry(changing)
    assert kept is not None
    assert receipt == receipt_of(kept) != first


def test_the_roll_is_left_alone_and_the_ballots_of_others_too(changing: Town) -> None:
    changing.vote(citizen("Un"), FIRST, attempt=CODE)
    changing.vote(citizen("Deux"), FIRST, attempt=OTHER)
    before, other = changing.tables(), entry(changing, OTHER)
    replace(changing, CODE, SECOND)
    after = changing.tables()
    assert {name for name in after if after[name] != before[name]} == {"urn", "journal"}
    assert entry(changing, OTHER) == other


def test_the_journal_tells_that_a_replacement_took_place_and_the_day_and_nothing_more(changing: Town) -> None:
    changing.vote(citizen(), FIRST, attempt=CODE)
    replace(changing, CODE, SECOND, "2027-09-12 18:45")
    act = changing.journal()[-1]
    assert (act.kind, act.subject, dict(act.details)) == ("ballot.replaced", "", {})
    assert act.at == by("", "2027-09-12 00:00").at


def test_the_act_of_the_count_tells_how_many_were_replaced(changing: Town) -> None:
    changing.vote(citizen(), FIRST, attempt=CODE)
    replace(changing, CODE, SECOND)
    replace(changing, CODE, FIRST)
    changing.count()
    counted, swept = changing.journal()[-2:]
    assert (counted.kind, counted.details["replaced"]) == ("vote.counted", 2)
    assert (swept.kind, swept.subject, dict(swept.details)) == ("remains.swept", "", {})


def test_a_code_that_nobody_holds_changes_nothing(changing: Town) -> None:
    changing.vote(citizen(), FIRST, attempt=CODE)
    for wrong in (OTHER, "", CODE.upper(), CODE[:-1], f"{CODE}'"):
        assert (
            changing.refusal(partial(replace, changing, wrong, SECOND))
            == "Aucun bulletin n'a été déposé avec ce code : vérifiez chaque signe."
        )


def test_a_ballot_that_is_not_valid_leaves_the_first_where_it_is(changing: Town) -> None:
    changing.vote(citizen(), FIRST, attempt=CODE)
    kept = entry(changing)
    with pytest.raises(Refused, match="n'y est pas soumis au vote"):
        replace(changing, CODE, ballot(pratiques="inconnu"))
    assert entry(changing) == kept


def test_after_the_closing_nothing_is_replaced(changing: Town) -> None:
    changing.vote(citizen(), FIRST, attempt=CODE)
    with pytest.raises(Refused, match="c'est terminé depuis"):
        replace(changing, CODE, SECOND, "2027-10-01 00:00")
    changing.count()
    with pytest.raises(Refused):
        replace(changing, CODE, SECOND, "2027-09-30 23:59")


def test_where_votes_are_final_no_code_replaces_one(voting: Town) -> None:
    voting.vote(citizen(), FIRST, attempt=CODE)
    assert (
        voting.refusal(lambda: replace(voting, CODE, SECOND))
        == "Dans « Budget de la Ville 2027 », un vote est définitif : il ne peut pas être remplacé."
    )


def test_replacements_at_the_same_time_take_turns(changing: Town) -> None:
    changing.vote(citizen(), FIRST, attempt=CODE)
    ready, receipts, faults = Barrier(4), list[str](), list[ConcitoyenError]()

    def change() -> None:
        ready.wait()
        try:
            receipts.append(replace(changing, CODE, SECOND))
        except ConcitoyenError as fault:
            faults.append(fault)

    threads = [Thread(target=change) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = entry(changing)
    assert kept is not None
    assert faults == []
    assert receipt_of(kept) in receipts
    assert changing.roll_and_urn() == (1, 1)


def test_a_ballot_found_valid_under_the_rulebook_before_does_not_replace_one_under_the_new(
    changing: Town,
) -> None:
    """The rulebook changes between the check and the writing; on SQLite nobody else writes in between."""
    changing.vote(citizen(), ballot(pratiques="jardin", innovation="fablab"), attempt=CODE)
    alone = changing.store.engine.dialect.name == "sqlite"
    narrower = REPLACEABLE.replace('one-per-category"', 'one-per-category"\nmay_abstain = false')

    def chance(size: int) -> bytes:
        if not alone:
            changing.change_rulebook(narrower, "2027-09-12 18:44", "Plus simple")
        return bytes(size)

    with changing.engine.begin() as desk, nullcontext() if alone else pytest.raises(Overtaken):
        replace_ballot(desk, changing.id, CODE, FIRST, by("votant", "2027-09-12 18:45"), chance=chance)
    assert changing.count().voters == 1


def test_the_first_ballot_is_gone_from_the_file_of_a_sqlite_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ville.sqlite'}"
    prepared(url)
    store = Store.open(url)
    town = Town(store, packs_with(Ville()))
    town.vote(citizen(), FIRST, attempt=CODE)
    first = entry(town)
    replace(town, CODE, SECOND)
    kept = entry(town)
    store.close()
    with sqlite3.connect(tmp_path / "ville.sqlite") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert first is not None
    assert kept is not None
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (written.count(kept), written.count(first)) == (1, 0)
