"""The merge fields of the Budget citoyen's convention, checked before a line of it is printed."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, computed_field
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret as siret_number

from concitoyen.domain.money import Money
from concitoyen_pasdecalais.documents.legal_form import able_to_sign, owes_republican_commitment


def _siret(written: str) -> str:
    try:
        return str(siret_number.validate(written))
    except NumberError:
        msg = f"« {written} » n'est pas un SIRET (14 chiffres, le dernier est une clé de contrôle)"
        raise ValueError(msg) from None


def _iban(written: str) -> str:
    # The account number is not repeated in the message: messages end up in logs.
    try:
        return str(IBAN(written, validate_bban=True).compact)
    except SchwiftyException:
        msg = "ce n'est pas un IBAN valable ; comparez chaque caractère au relevé d'identité bancaire"
        raise ValueError(msg) from None


def _bic(written: str) -> str:
    try:
        return str(BIC(written).compact)
    except SchwiftyException:
        msg = f"« {written} » n'est pas un BIC (8 ou 11 caractères, par exemple PSSTFRPPLIL)"
        raise ValueError(msg) from None


def _awarded(amount: Money) -> Money:
    if amount.cents <= 0:
        msg = f"une subvention est supérieure à zéro ({amount})"
        raise ValueError(msg)
    return amount


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Siret = Annotated[Text, AfterValidator(_siret)]
Iban = Annotated[Text, AfterValidator(_iban)]
Bic = Annotated[Text, AfterValidator(_bic)]
LegalForm = Annotated[Text, AfterValidator(able_to_sign)]
GrantedAmount = Annotated[Money, AfterValidator(_awarded)]


class ConventionFields(BaseModel):
    """Everything that model A prints; each title is the name under which an agent is told that it is missing.

    `amount` is in euros. `iban` and `bic` are kept without spaces. `is_sample` prints « SPÉCIMEN » on every
    page, for a convention whose identity and bank details are invented.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: Text = Field(title="Numéro de la convention")
    edition_title: Text = Field(title="Titre de l'édition")
    structure: Text = Field(title="Nom de la structure")
    legal_form: LegalForm = Field(title="Forme juridique")
    address: Text = Field(title="Adresse du siège")
    siret: Siret = Field(title="SIRET")
    civility: Literal["Madame", "Monsieur"] = Field(title="Civilité du représentant")
    representative: Text = Field(title="Prénom et nom du représentant")
    capacity: Text = Field(title="Qualité du représentant")
    project_title: Text = Field(title="Titre du projet")
    summary: Text = Field(title="Résumé du projet")
    category: Text = Field(title="Catégorie")
    themes: tuple[Text, ...] = Field(title="Thèmes", min_length=1)
    commune: Text = Field(title="Commune")
    territory: Text = Field(title="Territoire")
    amount: GrantedAmount = Field(title="Montant de la subvention")
    iban: Iban = Field(title="IBAN")
    bic: Bic = Field(title="BIC")
    bank: Text = Field(title="Banque")
    account_holder: Text = Field(title="Titulaire du compte")
    deliberation_number: Text = Field(title="Numéro de la délibération d'attribution")
    deliberation_date: date = Field(title="Date de la délibération d'attribution")
    republican_commitment_on: date | None = Field(
        default=None, title="Date de souscription du contrat d'engagement républicain"
    )
    is_sample: bool = Field(default=False, title="Spécimen à données fictives")

    @computed_field  # type: ignore[prop-decorator]  # mypy does not know a decorator above @property
    @property
    def owes_republican_commitment(self) -> bool:
        """Whether the clause on the contrat d'engagement républicain is printed."""
        return owes_republican_commitment(self.legal_form)

    @property
    def subject(self) -> str:
        """What the convention is about, for the sentences that refuse it."""
        return self.project_title
