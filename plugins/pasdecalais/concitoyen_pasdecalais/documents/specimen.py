"""Invented identities for demonstrations: the annex of the deliberation gives no address, SIRET or account.

Everything here has the right shape and the right keys, and shows at a glance that nobody stands behind it:
a SIREN in the 000 000 range that INSEE never gives, streets and surnames named after models and trials, a
bank that does not exist. The same proposal always gets the same identity.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict
from schwifty import IBAN
from stdnum import luhn

_STREETS = (
    "rue du Spécimen",
    "rue de l'Exemple",
    "avenue du Modèle",
    "place de la Maquette",
    "chemin du Brouillon",
    "allée de la Fiction",
    "impasse de l'Essai",
    "quai de l'Hypothèse",
)
_WOMEN = ("Adèle", "Camille", "Inès", "Jeanne", "Léonie", "Maëlle", "Nora", "Zoé")
_MEN = ("Anatole", "Benoît", "Gaspard", "Hugo", "Karim", "Loïc", "Noël", "Théo")
_SURNAMES = ("Delexemple", "Dumodèle", "Spécimen", "Lessai", "Maquette", "Brouillon", "Lefictif", "Hypothèse")
_BANK = "Banque du Spécimen (établissement fictif)"
_BANK_CODE, _BRANCH_CODE, _BIC = "99999", "00062", "SPECFRPPXXX"


class SpecimenIdentity(BaseModel):
    """The part of a convention's fields that is invented."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str
    siret: str
    civility: Literal["Madame", "Monsieur"]
    representative: str
    capacity: str
    iban: str
    bic: str
    bank: str
    account_holder: str


def specimen_identity(proposal: str, *, structure: str, postal_code: str, commune: str) -> SpecimenIdentity:
    """The invented identity of a proposal's bearer, settled in its real commune; `proposal` is its id."""
    woman = _number(proposal, "civility", 2) == 1
    name = _pick(proposal, "name", _WOMEN if woman else _MEN)
    street = _pick(proposal, "street", _STREETS)
    return SpecimenIdentity(
        address=f"{_number(proposal, 'number', 98) + 1} {street}\n{postal_code} {commune}",
        siret=_siret(_number(proposal, "siren", 100_000)),
        civility="Madame" if woman else "Monsieur",
        representative=f"{name} {_pick(proposal, 'surname', _SURNAMES)}",
        capacity="présidente" if woman else "président",
        iban=_iban(_number(proposal, "account", 10**8)),
        bic=_BIC,
        bank=_BANK,
        account_holder=structure,
    )


def _number(proposal: str, purpose: str, below: int) -> int:
    """A number drawn from the proposal's id alone, another one for each purpose."""
    return int.from_bytes(sha256(f"specimen:{purpose}:{proposal}".encode()).digest()) % below


def _pick(proposal: str, purpose: str, choices: Sequence[str]) -> str:
    return choices[_number(proposal, purpose, len(choices))]


def _siret(serial: int) -> str:
    stem = f"000{serial:05d}"
    siren = stem + luhn.calc_check_digit(stem)
    establishment = f"{siren}0001"
    return establishment + luhn.calc_check_digit(establishment)


def _iban(serial: int) -> str:
    account = IBAN.generate("FR", bank_code=_BANK_CODE, branch_code=_BRANCH_CODE, account_code=f"000{serial:08d}")
    return str(account.compact)
