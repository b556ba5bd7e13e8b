"""Identities for demonstrations: right in shape, nobody's in fact."""

import pytest
from schwifty import BIC, IBAN
from stdnum.fr import siret

from concitoyen_pasdecalais.documents.specimen import SpecimenIdentity, specimen_identity


def identity(proposal: str) -> SpecimenIdentity:
    return specimen_identity(proposal, structure="L'Atelier des Marais", postal_code="62500", commune="Saint-Omer")


@pytest.mark.parametrize("number", range(60))
def test_numbers_have_the_right_keys_in_ranges_that_nobody_uses(number: int) -> None:
    one = identity(f"projet-{number}")
    assert siret.is_valid(one.siret)
    assert one.siret.startswith("000")
    account = IBAN(one.iban, validate_bban=True)
    assert account.bank_code == "99999"
    assert account.bank is None
    assert not BIC(one.bic).exists


def test_the_same_proposal_always_gets_the_same_identity() -> None:
    assert identity("la-mine-d-art") == SpecimenIdentity(
        address="93 rue de l'Exemple\n62500 Saint-Omer",
        siret="00082517400014",
        civility="Madame",
        representative="Adèle Dumodèle",
        capacity="présidente",
        iban="FR7699999000620000995756289",
        bic="SPECFRPPXXX",
        bank="Banque du Spécimen (établissement fictif)",
        account_holder="L'Atelier des Marais",
    )


def test_two_proposals_get_two_identities() -> None:
    identities = [identity(f"projet-{number}") for number in range(60)]
    assert len({one.siret for one in identities}) == 60
    assert len({one.iban for one in identities}) == 60
    assert len({one.representative for one in identities}) > 20


def test_the_account_is_the_structure_s_and_the_address_is_in_its_commune() -> None:
    one = identity("la-mine-d-art")
    assert one.account_holder == "L'Atelier des Marais"
    assert one.address.endswith("\n62500 Saint-Omer")
