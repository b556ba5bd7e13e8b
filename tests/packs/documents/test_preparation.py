"""Where each field of the convention comes from."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from concitoyen.domain.award import Award, Deliberation
from concitoyen.domain.documents import Case, DocumentModel
from concitoyen.domain.edition import Edition
from concitoyen.domain.errors import DocumentError
from concitoyen.domain.filling import fill
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Message
from concitoyen.domain.territory import Commune

FILE = {
    "address": "3 rue Haute\n62500 Saint-Omer",
    "siret": "226 200 012 00012",
    "civility": "Madame",
    "representative": "Zoé Delexemple",
    "capacity": "présidente",
    "iban": "FR14 2004 1010 0505 0001 3M02 606",
    "bic": "PSST FR PP LIL",
    "bank": "La Banque d'essai",
    "account_holder": "L'Atelier des Marais",
}


def case(facts: Mapping[str, str], *, simulated: bool = False) -> Case:
    return Case(
        edition=Edition(
            id="pasdecalais-2023",
            title="Budget citoyen 2023",
            rulebook_source="2023.toml",
            rulebook_text="",
            rulebook_sha256="",
            packs={},
            simulated=simulated,
            created_at=datetime(2023, 1, 1, tzinfo=UTC),
        ),
        proposal=Proposal(
            id="atelier-des-marais",
            edition="pasdecalais-2023",
            title="Réparer plutôt que jeter",
            structure="L'Atelier des Marais",
            legal_form="association",
            summary="Un atelier où l'on répare ensemble.",
            commune="62765",
            territory="audomarois",
            category="innovation",
            themes=("environnement",),
            total_cost=Money.euros(40000),
            requested=Money.euros(20000),
        ),
        award=Award(
            proposal="atelier-des-marais",
            amount=Money.euros(16000),
            line="annuelle",
            why=Message(message="plafond"),
        ),
        category="Innovation sociale",
        themes=("Environnement",),
        commune=Commune(code="62765", name="Saint-Omer", territory="audomarois", postal_codes=("62500",)),
        territory="Audomarois",
        deliberation=Deliberation(number="2023-513", body="Commission permanente", day=date(2023, 11, 20)),
        facts=facts,
    )


def test_the_amount_printed_is_the_award_and_not_the_request(model: DocumentModel) -> None:
    fields = fill(model, model.prepare(case(FILE)), subject="")
    assert fields.model_dump(include={"amount", "reference", "legal_form", "is_sample"}) == {
        "amount": 16000,
        "reference": "2023-513/atelier-des-marais",
        "legal_form": "Association",
        "is_sample": False,
    }


def test_numbers_typed_with_spaces_are_kept_without(model: DocumentModel) -> None:
    fields = fill(model, model.prepare(case(FILE)), subject="")
    assert fields.model_dump(include={"siret", "iban", "bic"}) == {
        "siret": "22620001200012",
        "iban": "FR1420041010050500013M02606",
        "bic": "PSSTFRPPLIL",
    }


def test_a_real_edition_invents_nothing(model: DocumentModel) -> None:
    with pytest.raises(DocumentError) as caught:
        fill(model, model.prepare(case({})), subject="Réparer plutôt que jeter")
    assert str(caught.value) == (
        "Le document « Convention du Budget citoyen 2023 » pour « Réparer plutôt que jeter » "
        "n'est pas imprimé. "
        "Il manque : Adresse du siège, SIRET, Civilité du représentant, Prénom et nom du représentant, "
        "Qualité du représentant, IBAN, BIC, Banque, Titulaire du compte."
    )


def test_a_simulated_edition_is_filled_and_marked_as_a_specimen(model: DocumentModel) -> None:
    fields = fill(model, model.prepare(case({}, simulated=True)), subject="")
    assert fields.model_dump(include={"is_sample", "account_holder", "bic"}) == {
        "is_sample": True,
        "account_holder": "L'Atelier des Marais",
        "bic": "SPECFRPPXXX",
    }


def test_the_bearer_s_file_wins_over_invention_and_never_over_the_award(model: DocumentModel) -> None:
    values = model.prepare(case({"bank": "La Banque d'essai", "amount": "99999"}, simulated=True))
    assert values["bank"] == "La Banque d'essai"
    assert values["amount"] == Money.euros(16000)
