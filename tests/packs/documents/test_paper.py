"""The ballot and the sign-in sheet, from real rulebooks: all that a voter needs, nothing that tells voters apart."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from concitoyen.domain.errors import DocumentError
from concitoyen.testing.databases import SqliteDatabases
from concitoyen.usecases.print_paper import print_ballot, print_sheet
from tests.web.elsewhere import EXAMPLE, settle
from tests.web.world import EDITION, FAVOURITES, World, world

ISSUED = datetime(2023, 8, 25, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The editions of 2023 and 2024 with a few projects."""
    with world(SqliteDatabases(Path(tmp_path_factory.mktemp("paper")))) as found:
        yield found


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_ballot_has_every_project_of_every_category_and_what_to_do(hall: World) -> None:
    with hall.engine.read() as desk:
        pdf = print_ballot(desk, EDITION, ISSUED)
        _, rules = desk.edition(EDITION)
        proposals = desk.work.proposals.of(EDITION)
    text = " ".join(text_of(pdf).split())
    assert [title for title in rules.category_titles.values() if title not in text] == []
    assert all(proposal.structure.split()[0] in text for proposal in proposals)
    assert "Cochez un seul projet, ou aucun." in text
    assert "un bulletin signé ne compte pas" in text


def test_paper_tells_the_closing_in_the_words_of_the_pages(hall: World) -> None:
    with hall.engine.read() as desk:
        papers = [print_ballot(desk, EDITION, ISSUED), print_sheet(desk, EDITION, "Mairie", 3, ISSUED)]
    told = "Le vote ferme le 30 septembre 2023 à 24 h."
    assert [told in " ".join(text_of(paper).split()) for paper in papers] == [True, True]


def test_all_ballots_are_the_same_bytes(hall: World) -> None:
    with hall.engine.read() as desk:
        assert print_ballot(desk, EDITION, ISSUED) == print_ballot(desk, EDITION, ISSUED)


def test_another_form_has_another_hint(hall: World) -> None:
    with hall.engine.read() as desk:
        assert "Cochez 3 projets au plus." in text_of(print_ballot(desk, FAVOURITES, ISSUED))


def test_the_sheet_asks_what_tells_voters_apart_and_numbers_its_lines(hall: World) -> None:
    with hall.engine.read() as desk:
        pdf = print_sheet(desk, EDITION, "Collège Jean-Zay, Lens", 40, ISSUED)
    text = text_of(pdf)
    assert "Feuille d’émargement — Collège Jean-Zay, Lens" in text
    assert [
        word for word in ("Nom", "Prénom", "Date de naissance", "Commune", "Signature", "40") if word not in text
    ] == []
    assert "Adresse électronique" not in text
    assert len(PdfReader(BytesIO(pdf)).pages) == 3


def test_a_sheet_without_a_line_is_refused_by_name(hall: World) -> None:
    with hall.engine.read() as desk, pytest.raises(DocumentError, match="Nombre de lignes"):
        print_sheet(desk, EDITION, "Mairie", 0, ISSUED)


def test_where_one_is_for_or_against_each_project_has_two_boxes(hall: World) -> None:
    edition = settle(hall, "pour-et-contre", EXAMPLE)
    with hall.engine.read() as desk:
        text = " ".join(text_of(print_ballot(desk, edition, ISSUED)).split())
    assert "Projet Pour Contre Arbres du nord" in text
    assert "2 votes pour au plus. Un vote contre au plus." in text
    assert "-1" not in text
