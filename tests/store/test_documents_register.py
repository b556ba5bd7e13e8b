"""A pack with tables: the register of documents, in the pack's own table and history."""

from pathlib import Path

import pytest

from concitoyen.domain.award import Award
from concitoyen.domain.errors import NotFound
from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.money import Money
from concitoyen.store.migrate import differences, migrate
from concitoyen.store.store import Store
from concitoyen_documents import tables as module
from concitoyen_documents.tables import (
    DocumentsTable,
    RegisteredDocument,
    mark_rendered,
    register_documents_to_prepare,
    registered_documents,
)
from tests.store.examples import CORE_HISTORY, EDITION, award

PACKAGES = {"documents": Path(module.__file__).parent}
SHA256 = "e3" * 32


@pytest.fixture
def register(store: Store) -> Store:
    """A store with the pack's table."""
    migrate(store, PACKAGES)
    return store


def decide(store: Store, *awards: Award) -> None:
    """Tell the pack that these are the laureates, as the engine does."""
    event = LaureatesDecided(edition=EDITION.id, awards=awards, act=1)
    with store.transaction() as session:
        register_documents_to_prepare(session, event, kind="convention")


def render(store: Store, proposal: str) -> None:
    with store.transaction() as session:
        key = (EDITION.id, proposal, "convention")
        mark_rendered(session, key, model_id="pasdecalais:convention-2023", model_version="2023-11", sha256=SHA256)


def registered(store: Store) -> list[tuple[str, int, str]]:
    """Proposal, amount in cents and state of each document."""
    with store.transaction() as session:
        found = registered_documents(session, EDITION.id)
        return [(document.proposal, document.amount.cents, document.state) for document in found]


def test_the_migrated_table_is_the_one_that_the_pack_declares(empty_store: Store) -> None:
    assert migrate(empty_store, PACKAGES) == (*CORE_HISTORY, "documents r0001")
    assert differences(empty_store, DocumentsTable.metadata) == []


def test_each_award_asks_for_a_document_and_is_told_twice_without_harm(register: Store) -> None:
    decide(register, award("p2"), award("p1", euros=4000))
    decide(register, award("p2"), award("p1", euros=4000))
    assert registered(register) == [("p1", 400_000, "to_prepare"), ("p2", 500_000, "to_prepare")]


def test_a_rendered_document_keeps_its_model_and_its_hash(register: Store) -> None:
    decide(register, award("p1"))
    render(register, "p1")
    decide(register, award("p1"))
    with register.transaction() as session:
        assert registered_documents(session, EDITION.id) == (
            RegisteredDocument(
                edition=EDITION.id,
                proposal="p1",
                kind="convention",
                model_id="pasdecalais:convention-2023",
                model_version="2023-11",
                amount=Money.euros(5000),
                state="rendered",
                sha256=SHA256,
            ),
        )


def test_an_award_whose_amount_changes_asks_for_its_document_again(register: Store) -> None:
    decide(register, award("p1"))
    render(register, "p1")
    decide(register, award("p1", euros=4000))
    with register.transaction() as session:
        (again,) = registered_documents(session, EDITION.id)
    assert (again.state, again.amount, again.sha256) == ("to_prepare", Money.euros(4000), None)


def test_an_award_that_an_amendment_removes_leaves_only_what_was_printed(register: Store) -> None:
    decide(register, award("p1"), award("p2"))
    render(register, "p1")
    decide(register, award("p3"))
    assert registered(register) == [("p1", 500_000, "rendered"), ("p3", 500_000, "to_prepare")]


def test_a_document_that_no_award_asks_for_cannot_be_marked(register: Store) -> None:
    with pytest.raises(NotFound, match="« convention » de l'initiative « p9 » n'est pas au registre"):
        render(register, "p9")
