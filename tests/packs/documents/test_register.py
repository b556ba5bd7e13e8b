"""The register: each laureate has a convention to prepare, and what was printed leaves a trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import concitoyen_documents
from concitoyen.domain.award import Award
from concitoyen.domain.errors import NotFound
from concitoyen.domain.events import LaureatesDecided
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen.plugin.packs import Packs
from concitoyen.store.migrate import differences, migrate
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases
from concitoyen_documents import plugin
from concitoyen_documents.tables import (
    DocumentsTable,
    RegisteredDocument,
    mark_rendered,
    registered_documents,
)

EDITION = "exemple-2027"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def with_the_register(url: str) -> None:
    store = Store.open(url)
    migrate(store, {"documents": Path(concitoyen_documents.__file__).parent})
    store.close()


@pytest.fixture
def store(databases: Databases) -> Iterator[Store]:
    """A store with the register, for one test, on SQLite and on PostgreSQL."""
    with databases.fresh(prepare=with_the_register) as url:
        opened = Store.open(url)
        yield opened
        opened.close()


@pytest.fixture
def packs() -> Packs:
    """The documents pack alone."""
    return Packs({"documents": plugin})


def decided(**euros: int) -> LaureatesDecided:
    """The list of laureates, each with its award in euros."""
    awards = tuple(
        Award(proposal=name, amount=Money.euros(amount), line="ae", why=Message(message="retenue"))
        for name, amount in euros.items()
    )
    return LaureatesDecided(edition=EDITION, awards=awards, act=1)


def line(proposal: str, euros: int, *, rendered: bool = False) -> RegisteredDocument:
    return RegisteredDocument(
        edition=EDITION,
        proposal=proposal,
        kind="convention",
        model_id="pasdecalais:convention-2023" if rendered else "",
        model_version="1.0" if rendered else "",
        amount=Money.euros(euros),
        state="rendered" if rendered else "to_prepare",
        sha256=SHA256 if rendered else None,
    )


def register(store: Store) -> tuple[RegisteredDocument, ...]:
    with store.transaction() as session:
        return registered_documents(session, EDITION)


def print_convention(store: Store, proposal: str) -> None:
    with store.transaction() as session:
        mark_rendered(
            session,
            (EDITION, proposal, "convention"),
            model_id="pasdecalais:convention-2023",
            model_version="1.0",
            sha256=SHA256,
        )


def test_each_laureate_has_a_convention_to_prepare(store: Store, packs: Packs) -> None:
    packs.tell(decided(jardin=5000, atelier=16000), store)
    assert register(store) == (line("atelier", 16000), line("jardin", 5000))


def test_told_twice_the_register_stays_the_same(store: Store, packs: Packs) -> None:
    packs.tell(decided(jardin=5000), store)
    packs.tell(decided(jardin=5000), store)
    assert register(store) == (line("jardin", 5000),)


def test_an_amendment_adds_removes_and_asks_again_for_a_changed_amount(store: Store, packs: Packs) -> None:
    packs.tell(decided(jardin=5000, atelier=16000, velo=5000), store)
    for proposal in ("jardin", "atelier"):
        print_convention(store, proposal)
    packs.tell(decided(jardin=4000, atelier=16000, cinema=5000), store)
    assert register(store) == (
        line("atelier", 16000, rendered=True),
        line("cinema", 5000),
        line("jardin", 4000),
    )


def test_what_was_printed_stays_when_its_award_is_withdrawn(store: Store, packs: Packs) -> None:
    packs.tell(decided(jardin=5000), store)
    print_convention(store, "jardin")
    packs.tell(decided(), store)
    assert register(store) == (line("jardin", 5000, rendered=True),)


def test_a_document_that_no_award_asks_for_is_not_marked_as_printed(store: Store) -> None:
    with pytest.raises(NotFound, match="« convention » de l'initiative « jardin » n'est pas au registre"):
        print_convention(store, "jardin")


def test_the_register_of_another_edition_is_not_touched(store: Store, packs: Packs) -> None:
    packs.tell(decided(jardin=5000), store)
    packs.tell(LaureatesDecided(edition="autre-2027", awards=(), act=2), store)
    assert register(store) == (line("jardin", 5000),)


def test_the_migrations_make_the_tables_that_the_pack_declares(store: Store) -> None:
    assert differences(store, DocumentsTable.metadata) == []


def test_typst_is_the_renderer_that_models_name(packs: Packs) -> None:
    assert {name: renderer.media_type for name, renderer in packs.renderers.items()} == {
        "documents:typst": "application/pdf"
    }
