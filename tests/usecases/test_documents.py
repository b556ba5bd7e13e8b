"""Printing the documents of laureates: everything that is missing is told, and then nothing is printed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from concitoyen.domain.errors import DocumentError
from concitoyen.plugin.packs import Packs
from concitoyen.store.store import Store
from concitoyen.usecases.render_documents import prepare_documents
from concitoyen.usecases.tell_outcome import annex_csv
from tests.usecases.conftest import with_the_core_tables
from tests.usecases.town import Town, ballot, citizen, file


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Town]:
    """A real edition (not a demonstration) with one laureate, counted."""
    url = f"sqlite:///{tmp_path}/documents.db"
    with_the_core_tables(url)
    store, packs = Store.open(url), Packs.discover()
    town = Town(store, packs, edition="pasdecalais-2023")
    town.create(packs.rulebooks["pasdecalais:pasdecalais-2023"].file.read_text(encoding="utf-8"))
    town.deposit(file("=2+2", id="jardin", commune="Arras", category=""), "2023-04-10 10:00")
    town.label("jardin", "pratiques", when="2023-06-10 10:00")
    town.confirm("jardin", "2023-07-10 10:00")
    town.vote(citizen(commune="Arras"), ballot(pratiques="jardin"), "2023-09-10 10:00")
    town.count("2023-10-02 10:00")
    yield town
    store.close()


def refused(town: Town, kind: str = "convention") -> str:
    with town.engine.read() as desk, pytest.raises(DocumentError) as caught:
        prepare_documents(desk, town.id, kind)
    return str(caught.value)


def test_nothing_is_printed_before_the_deliberation(counted: Town) -> None:
    assert refused(counted) == (
        "« Budget citoyen 2023 » n'a pas encore de délibération : publiez d'abord la décision de l'assemblée."
    )


def test_what_a_real_file_lacks_is_named_field_by_field(counted: Town) -> None:
    counted.publish("2023-11-20 18:00", "2023-513")
    told = refused(counted)
    assert told.startswith("Le document « Convention du Budget citoyen 2023 » pour « =2+2 » n'est pas imprimé.")
    wanted = ("Adresse du siège", "SIRET", "Prénom et nom du représentant", "IBAN", "BIC")
    assert [field for field in wanted if field not in told] == []


def test_an_unknown_kind_is_met_with_those_of_the_rulebook(counted: Town) -> None:
    assert refused(counted, "avenant") == (
        "Le règlement de « Budget citoyen 2023 » ne nomme aucun modèle de genre « avenant » "
        "(genres connus : convention)."
    )


def test_no_spreadsheet_takes_a_title_of_the_annex_for_a_formula(counted: Town) -> None:
    with counted.engine.read() as desk:
        annex = annex_csv(desk, counted.id)
    assert ",'=2+2," in annex
