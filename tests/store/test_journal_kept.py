"""The journal only grows, on one chain per edition, whoever writes and however many at once."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from concitoyen.domain.errors import Overtaken
from concitoyen.domain.journal import check_chain, seal
from concitoyen.store.store import Store
from tests.store.examples import EDITION, NOON, act, undone

THREADS, ACTS_EACH = 4, 5

TAMPERING = {
    "sqlite": (
        "UPDATE journal SET actor = 'personne'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE number = 1",
    ),
    "postgresql": (
        "UPDATE journal SET actor = 'personne'",
        "DELETE FROM journal",
        "TRUNCATE journal",
        "INSERT INTO journal SELECT * FROM journal ON CONFLICT (edition, number) DO UPDATE SET actor = 'personne'",
    ),
}


def test_an_act_once_written_can_be_neither_changed_nor_removed(store: Store) -> None:
    with store.begin() as work:
        work.journal.append(act(None))
    for statement in TAMPERING[store.engine.dialect.name]:
        with pytest.raises(DBAPIError, match="append-only"), store.transaction() as session:
            session.execute(text(statement))
    with store.read() as work:
        assert work.journal.of(EDITION.id) == (act(None),)


def test_acts_are_read_in_order_and_their_chain_holds(store: Store) -> None:
    with undone(store) as work:
        for number in range(12):
            work.journal.append(act(work.journal.last(EDITION.id), subject=f"p{number}"))
        acts = work.journal.of(EDITION.id)
        assert [found.subject for found in acts] == [f"p{number}" for number in range(12)]
        assert check_chain(acts) == 12
        assert work.journal.last(EDITION.id) == acts[-1]


def test_each_edition_has_its_own_chain(store: Store) -> None:
    other = seal(previous=None, at=NOON, actor="agent", kind="create", edition="autre")
    with undone(store) as work:
        work.journal.append(act(None))
        work.journal.append(other)
        assert (work.journal.of(EDITION.id), work.journal.of("autre")) == ((act(None),), (other,))


def test_an_act_sealed_upon_one_that_is_no_longer_the_last_is_refused(store: Store) -> None:
    first = act(None)
    mine, theirs = act(first, subject="mine"), act(first, subject="theirs")
    with store.begin() as work:
        work.journal.append(first)
        work.journal.append(theirs)
    with pytest.raises(Overtaken, match=r"L'acte n° 2 \(label\) ne suit pas"), store.begin() as work:
        work.journal.append(mine)
    with store.read() as work:
        assert work.journal.of(EDITION.id) == (first, theirs)


def test_an_act_whose_seal_does_not_hold_never_enters(store: Store) -> None:
    with pytest.raises(Overtaken), store.begin() as work:
        work.journal.append(act(None).model_copy(update={"actor": "personne"}))


def test_the_journal_cannot_fork_when_several_write_at_once(store: Store) -> None:
    together = Barrier(THREADS)

    def agent(name: str) -> None:
        together.wait()
        for _ in range(ACTS_EACH):
            with store.begin() as work:
                work.journal.append(act(work.journal.last(EDITION.id), subject=name))

    threads = [Thread(target=agent, args=[f"agent {number}"]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as work:
        assert check_chain(work.journal.of(EDITION.id)) == THREADS * ACTS_EACH


def test_of_acts_sealed_upon_the_same_one_by_several_a_single_one_enters(store: Store) -> None:
    together, refused = Barrier(THREADS), []

    def agent(name: str) -> None:
        with store.read() as work:
            sealed = act(work.journal.last(EDITION.id), subject=name)
        together.wait()
        try:
            with store.begin() as work:
                work.journal.append(sealed)
        except Overtaken as error:
            refused.append(error)

    threads = [Thread(target=agent, args=[f"agent {number}"]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as work:
        assert check_chain(work.journal.of(EDITION.id)) == 1
    assert len(refused) == THREADS - 1
