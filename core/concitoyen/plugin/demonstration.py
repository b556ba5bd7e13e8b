"""A demonstration that a pack ships: real proposals, simulated voters, and what the assembly then decided."""

from decimal import Decimal

from pydantic import Field

from concitoyen.domain.award import Amendment, Deliberation
from concitoyen.domain.model import Model


class Demonstration(Model):
    """How `concitoyen demo` plays an edition.

    `proposals` is a dataset with at least id, structure, initiative, themes, commune, territory, category,
    amount_eur, legal_form and description. `voters` ballots are accepted; for every thousand of them
    `ineligible_per_thousand` more persons are refused: younger than `ages`, from `elsewhere`, or here twice. `ages`
    are the completed years, both included, of those who may vote. `last` are put last by the simulated preferences.
    """

    id: str
    title: str
    rulebook: str
    proposals: str
    voters: int = Field(ge=1)
    ineligible_per_thousand: int = Field(default=10, ge=0)
    ages: tuple[int, int] = (18, 92)
    elsewhere: tuple[str, ...] = Field(min_length=1)
    last: tuple[str, ...] = ()
    abstention_per_contest: Decimal = Decimal("0.2")
    deliberation: Deliberation
    amendment: Amendment | None = None
