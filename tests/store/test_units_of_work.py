"""What is done together is kept together, or not at all; and each repository says what it cannot do."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Barrier, Thread
from time import sleep

import pytest
from sqlalchemy import text

from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import NotFound, Overtaken, Refused, StoreError
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Status
from concitoyen.plugin.spec import Tables
from concitoyen.store.base import Session
from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from tests.store.examples import BALLOT_ID, EDITION, ENTRY, VOTER, act, award, proposal, undone

A_MOMENT = 0.2


class FailureError(Exception):
    """What goes wrong in the middle of a unit of work."""


@contextmanager
def undone_transaction(tables: Tables) -> Iterator[Session]:
    """A pack's transaction that fails at its end."""
    with suppress(FailureError), tables.transaction() as session:
        yield session
        raise FailureError


def counts(store: Store) -> dict[str, int]:
    """How much each table holds for the edition."""
    with store.read() as work:
        return {
            "proposals": len(work.proposals.of(EDITION.id)),
            "roll": work.roll.count(EDITION.id),
            "urn": work.urn.count(EDITION.id),
            "journal": len(work.journal.of(EDITION.id)),
            "awards": len(work.awards.of(EDITION.id)),
        }


def write_everywhere(store: Store, *, then_fail: bool) -> None:
    """Write a row in every table that belongs to an edition."""
    with store.begin() as work:
        work.proposals.add(proposal("p1"))
        work.roll.mark(EDITION.id, VOTER)
        work.urn.put(EDITION.id, BALLOT_ID, ENTRY)
        work.journal.append(act(None))
        work.awards.replace(EDITION.id, [award("p1")])
        if then_fail:
            raise FailureError


def test_a_block_that_ends_well_is_kept(store: Store) -> None:
    write_everywhere(store, then_fail=False)
    assert set(counts(store).values()) == {1}


def test_a_block_that_raises_writes_nothing(store: Store) -> None:
    with pytest.raises(FailureError):
        write_everywhere(store, then_fail=True)
    assert set(counts(store).values()) == {0}


def test_a_unit_of_work_that_reads_cannot_write(store: Store) -> None:
    with pytest.raises(StoreError, match="lecture seule"), store.read() as work:
        work.proposals.add(proposal("p1"))
    assert counts(store)["proposals"] == 0


def test_a_connection_that_has_read_can_write_again(store: Store) -> None:
    counts(store)
    write_everywhere(store, then_fail=False)
    assert counts(store)["proposals"] == 1


def test_what_is_read_does_not_change_while_it_is_read(store: Store) -> None:
    with store.read() as work:
        assert work.proposals.of(EDITION.id) == ()
        write_everywhere(store, then_fail=False)
        assert work.proposals.of(EDITION.id) == ()
        assert work.journal.of(EDITION.id) == ()
    assert counts(store)["proposals"] == 1


def test_a_pack_writes_in_a_transaction_of_its_own(store: Store) -> None:
    tables: Tables = store
    with tables.transaction() as session:
        session.execute(text("CREATE TABLE pack_notes (note TEXT)"))
        session.execute(text("INSERT INTO pack_notes VALUES ('vu')"))
    with undone_transaction(tables) as session:
        session.execute(text("INSERT INTO pack_notes VALUES ('oublié')"))
    with tables.transaction() as session:
        assert session.execute(text("SELECT note FROM pack_notes")).scalars().all() == ["vu"]


def test_two_editions_have_two_names(store: Store) -> None:
    with pytest.raises(Refused, match="L'édition « pasdecalais-2023 » existe déjà"), store.begin() as work:
        work.editions.add(EDITION)


def test_an_edition_that_does_not_exist_is_said_with_those_that_do(store: Store) -> None:
    with store.read() as work, pytest.raises(NotFound) as missing:
        work.editions.get("pasdecalais-2032")
    assert str(missing.value) == ("L'édition « pasdecalais-2032 » n'existe pas (éditions connues : pasdecalais-2023).")


def test_an_edition_is_updated(store: Store) -> None:
    frozen = EDITION.model_copy(update={"stage": Stage.FROZEN})
    with store.begin() as work:
        work.editions.update(frozen)
        assert work.editions.get(EDITION.id) == frozen
        assert work.editions.list() == (frozen,)


def test_an_edition_that_was_never_added_cannot_be_updated(store: Store) -> None:
    with pytest.raises(NotFound), store.begin() as work:
        work.editions.update(EDITION.model_copy(update={"id": "autre"}))


def test_two_proposals_of_an_edition_have_two_names(store: Store) -> None:
    expected = "L'initiative « p1 » existe déjà dans cette édition"
    with store.begin() as work:
        work.proposals.add(proposal("p1"))
    with pytest.raises(Refused, match=expected), store.begin() as work:
        work.proposals.add(proposal("p1"))
    with pytest.raises(Refused, match=expected), store.begin() as work:
        work.proposals.add_all([proposal("p2"), proposal("p1")])
    with pytest.raises(Refused, match=expected.replace("p1", "p3")), store.begin() as work:
        work.proposals.add_all([proposal("p3"), proposal("p3")])
    assert counts(store)["proposals"] == 1


def test_two_editions_may_name_a_proposal_alike(store: Store) -> None:
    with undone(store) as work:
        work.editions.add(EDITION.model_copy(update={"id": "autre"}))
        other = proposal("p1").model_copy(update={"edition": "autre", "title": "Autre"})
        work.proposals.add_all([proposal("p1"), other])
        assert work.proposals.get("autre", "p1") == other
        assert work.proposals.of(EDITION.id) == (proposal("p1"),)


def test_a_proposal_that_does_not_exist_is_not_found(store: Store) -> None:
    with store.begin() as work:
        with pytest.raises(NotFound, match="L'initiative « p9 » n'existe pas dans l'édition « pasdecalais-2023 »"):
            work.proposals.get(EDITION.id, "p9")
        with pytest.raises(NotFound):
            work.proposals.update(proposal("p9"))


def test_proposals_are_listed_by_deposit_and_by_status(store: Store) -> None:
    with undone(store) as work:
        draft = proposal("a", status=Status.DRAFT, deposited_at=None)
        first, second = proposal("c"), proposal("d", status=Status.LABELLED)
        work.proposals.add_all([second, draft, first])
        assert work.proposals.of(EDITION.id) == (first, second, draft)
        assert work.proposals.of(EDITION.id, statuses=[Status.LABELLED, Status.DRAFT]) == (second, draft)
        assert work.proposals.of(EDITION.id, statuses=[]) == ()


def test_hundreds_of_proposals_are_added_at_once(store: Store) -> None:
    with undone(store) as work:
        many = [proposal(f"p{number:03}") for number in range(600)]
        work.proposals.add_all(many)
        assert work.proposals.of(EDITION.id) == tuple(many)


def test_a_later_list_of_awards_takes_the_place_of_the_earlier(store: Store) -> None:
    with undone(store) as work:
        work.proposals.add_all([proposal(name) for name in ("p1", "p2", "p3")])
        work.awards.replace(EDITION.id, [award("p2"), award("p1")])
        work.awards.replace(EDITION.id, [award("p3"), award("p1", euros=4000)])
        assert work.awards.of(EDITION.id) == (award("p3"), award("p1", euros=4000))


def test_an_edition_that_is_not_counted_has_no_outcome(store: Store) -> None:
    with store.read() as work, pytest.raises(NotFound, match="n'a pas encore été dépouillée"):
        work.outcomes.get(EDITION.id)


def test_a_text_that_one_database_could_not_keep_is_refused_on_both(store: Store) -> None:
    for title in ("Épicerie\0", "Épicerie\ud800"):
        faulty = proposal("p1").model_copy(update={"title": title})
        with pytest.raises(Refused, match="caractère invisible"), store.begin() as work:
            work.proposals.add(faulty)


def test_an_amount_beyond_64_bits_is_refused_on_both(store: Store) -> None:
    faulty = proposal("p1").model_copy(update={"total_cost": Money(2**63)})
    with pytest.raises(Refused, match="trop grand"), store.begin() as work:
        work.proposals.add(faulty)


def test_an_instant_without_its_time_zone_is_refused(store: Store) -> None:
    naive = EDITION.model_copy(update={"created_at": EDITION.created_at.replace(tzinfo=None)})
    with pytest.raises(Exception, match="needs its time zone"), store.begin() as work:
        work.editions.update(naive)


def test_of_two_agents_who_decide_at_once_the_second_sees_what_the_first_decided(store: Store) -> None:
    seen = []

    def second_agent() -> None:
        with store.begin() as work:
            seen.append(work.proposals.get(EDITION.id, "p1").status)

    with store.begin() as work:
        work.proposals.add(proposal("p1"))
    with store.begin() as work:
        found = work.proposals.get(EDITION.id, "p1")
        other = Thread(target=second_agent)
        other.start()
        sleep(A_MOMENT)
        work.proposals.update(found.model_copy(update={"status": Status.LABELLED}))
    other.join()
    assert seen == [Status.LABELLED]


def test_nobody_votes_while_an_edition_is_held(store: Store) -> None:
    events = []

    def voter() -> None:
        with store.begin() as work:
            work.roll.mark(EDITION.id, VOTER)
        events.append("voted")

    with store.begin() as work:
        assert work.editions.hold(EDITION.id) == EDITION
        other = Thread(target=voter)
        other.start()
        sleep(A_MOMENT)
        events.append("closed")
    other.join()
    assert events == ["closed", "voted"]


@pytest.mark.postgres
def test_of_two_who_wait_for_each_other_one_is_told_to_try_again(postgres_url: str) -> None:
    store = Store.open(postgres_url)
    migrate(store, {})
    with store.begin() as work:
        work.editions.add(EDITION)
        work.proposals.add_all([proposal("p1"), proposal("p2")])
    both_hold_one, ended = Barrier(2), []

    def agent(first: str, second: str) -> None:
        try:
            with store.begin() as work:
                work.proposals.get(EDITION.id, first)
                both_hold_one.wait()
                work.proposals.get(EDITION.id, second)
            ended.append("done")
        except Overtaken as error:
            ended.append(str(error))

    threads = [Thread(target=agent, args=order) for order in (("p1", "p2"), ("p2", "p1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert sorted(ended) == ["Deux écritures se sont gênées, celle-ci est annulée : réessayez.", "done"]


def read_without_end(store: Store) -> None:
    """Begin to read again and again, without ever giving back a connection."""
    with ExitStack() as readers:
        while True:
            readers.enter_context(store.read()).editions.list()


def test_who_finds_every_connection_taken_is_told_to_try_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.engine.pool, "_timeout", 0.05)
    with pytest.raises(StoreError, match="Toutes les connexions à la base sont occupées"):
        read_without_end(store)
