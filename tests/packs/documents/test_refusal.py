"""A document that lacks something is refused before printing, in one sentence for the agent."""

from collections.abc import Callable, Mapping

import pytest

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import DocumentError
from concitoyen.domain.filling import fill

Refusal = Callable[..., str]
OPENING = "Le document « Convention du Budget citoyen 2023 » pour « Réparer plutôt que jeter » n'est pas imprimé. "


@pytest.fixture
def refusal(model: DocumentModel, values: Mapping[str, object]) -> Refusal:
    """The sentence that refuses the convention of these tests, some values changed and some left out."""

    def told(*without: str, **changes: object) -> str:
        given = {key: value for key, value in {**values, **changes}.items() if key not in without}
        with pytest.raises(DocumentError) as caught:
            fill(model, given, subject="Réparer plutôt que jeter")
        return str(caught.value)

    return told


def test_a_complete_convention_is_filled(model: DocumentModel, values: Mapping[str, object]) -> None:
    assert fill(model, values, subject="Réparer plutôt que jeter") == model.fields.model_validate(values)


def test_every_missing_field_is_named_by_its_french_title_at_once(refusal: Refusal) -> None:
    told = refusal("iban", "siret", address="  \n", capacity=None, themes=())
    assert told == OPENING + "Il manque : Adresse du siège, SIRET, Qualité du représentant, Thèmes, IBAN."


def test_missing_wrong_and_unknown_fields_are_told_together(refusal: Refusal) -> None:
    told = refusal("bank", siret="22620001200013", adress="12 rue de l'Exemple", zzz="1")
    assert told == OPENING + (
        "Il manque : Banque. "
        "Champs inconnus du modèle : « adress » (vouliez-vous dire « address » ?), « zzz ». "
        "À corriger : SIRET : « 22620001200013 » n'est pas un SIRET (14 chiffres, "
        "le dernier est une clé de contrôle)."
    )


def test_one_digit_of_the_iban_changed_is_found_and_the_iban_is_not_repeated(refusal: Refusal) -> None:
    told = refusal(iban="FR1420041010050500013M02607")
    assert told == OPENING + (
        "À corriger : IBAN : ce n'est pas un IBAN valable ; comparez chaque caractère au relevé d'identité bancaire."
    )


def test_a_french_account_key_is_checked_beside_the_international_one(refusal: Refusal) -> None:
    # The international check digits are right, the RIB key inside is not.
    assert "IBAN : ce n'est pas un IBAN valable" in refusal(iban="FR8420041010050500013M02607")


def test_a_bic_that_is_none_is_refused(refusal: Refusal) -> None:
    assert "À corriger : BIC : « 12 » n'est pas un BIC (8 ou 11 caractères" in refusal(bic="12")


@pytest.mark.parametrize("amount", [0, -1, "-5000"])
def test_a_grant_of_nothing_is_refused(refusal: Refusal, amount: object) -> None:
    assert "Montant de la subvention : une subvention est supérieure à zéro" in refusal(amount=amount)


def test_a_floating_amount_is_refused(refusal: Refusal) -> None:
    assert "Montant de la subvention : un montant s'écrit en euros" in refusal(amount=16000.0)


def test_a_faulty_item_of_a_list_is_told_by_its_rank(refusal: Refusal) -> None:
    told = refusal(themes=("Santé", 3))
    assert told == OPENING + "À corriger : Thèmes (n° 2) : un texte entre guillemets est attendu."


def test_a_civility_outside_the_list_is_told_with_the_list(refusal: Refusal) -> None:
    assert "Civilité du représentant : valeurs possibles : 'Madame' ou 'Monsieur'." in refusal(civility="Dr")


def test_a_group_without_legal_form_cannot_sign(refusal: Refusal) -> None:
    told = refusal(legal_form="Collectif sans statut")
    assert told == OPENING + (
        "À corriger : Forme juridique : « Collectif sans statut » ne peut pas signer la convention ; "
        "l'initiative doit d'abord être portée par une structure de l'économie sociale et solidaire "
        "(loi du 31 juillet 2014)."
    )
