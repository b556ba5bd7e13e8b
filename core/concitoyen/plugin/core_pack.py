"""The pack of the core itself: conditions to vote that are local to nobody, offered through the same hooks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from concitoyen.domain.ballot import BallotForm
from concitoyen.domain.dates import french_date
from concitoyen.domain.identity import IdentityProvider
from concitoyen.domain.names import nearest
from concitoyen.domain.parts import Parts
from concitoyen.domain.people import EligibilityRule, Person, Terms, age_on, commune_of
from concitoyen.domain.reasons import Objection
from concitoyen.plugin.core_providers import Declaration, Desk, EmailCode, OneTimeCode
from concitoyen.plugin.marker import hookimpl
from concitoyen.plugin.pack import HOOK_API, Pack

PACK = Pack(name="core", title="Règles communes", hook_api=HOOK_API)


def _day_or_phase(written: object) -> object:
    """A day, also where the canonical text of a rulebook made it a text; else the kind of a phase."""
    if isinstance(written, datetime) or not isinstance(written, date | str):
        msg = "une date (2023-09-01) ou le genre d'une phase (« vote ») est attendu"
        raise ValueError(msg)
    try:
        return date.fromisoformat(written) if isinstance(written, str) else written
    except ValueError:
        return written


class MinimumAge(EligibilityRule):
    """A minimum age on a day: `bound = "from"` lets in who is `age`, `"over"` only who is older by a year.

    `on` is a date, or the kind of a phase: the day on which it opens, on the local clock.
    """

    id: ClassVar[str] = "minimum-age"
    title: ClassVar[str] = "Âge minimum"

    age: int = Field(ge=0, le=120)
    bound: Literal["from", "over"] = "from"
    on: Annotated[date | str, BeforeValidator(_day_or_phase)] = "vote"

    def faults(self, terms: Terms) -> Sequence[str]:
        """A reference day that the calendar does not have."""
        if isinstance(self.on, date) or terms.calendar.of_kind(self.on):
            return ()
        known = ", ".join(dict.fromkeys(phase.kind for phase in terms.calendar.phases))
        return [f"on = « {self.on} » n'est ni une date ni une phase du calendrier ({known})."]

    def objections(self, person: Person, terms: Terms) -> Sequence[Objection]:
        """An objection to who is too young, one to a birth date in the future."""
        day = self.on if isinstance(self.on, date) else terms.calendar.day(self.on)
        if day is None:
            return [terms.objection("Le règlement ne dit pas à quelle date vérifier l'âge.", "birth_date")]
        if person.birth_date > day:
            return [terms.objection("La date de naissance est dans le futur : vérifiez-la.", "birth_date")]
        needed = self.age if self.bound == "from" else self.age + 1
        if age_on(person.birth_date, day) >= needed:
            return []
        written = "avoir {age} ans ou plus" if self.bound == "from" else "avoir plus de {age} ans"
        return [
            terms.objection(
                f"Pour voter, il faut {written} le {{day}}.", "birth_date", age=self.age, day=french_date(day)
            )
        ]


class Residence(EligibilityRule):
    """Residence in a commune of the edition's list, or only in some of its territories when `within` names them."""

    id: ClassVar[str] = "residence"
    title: ClassVar[str] = "Commune de résidence"

    within: tuple[str, ...] = ()

    def faults(self, terms: Terms) -> Sequence[str]:
        """Territories that the list does not have."""
        known = terms.gazetteer.territory_names
        unknown = [name for name in self.within if name not in known]
        return [
            f"le territoire « {name} » n'est pas dans la liste ; "
            + (f"vouliez-vous dire « {near} » ?" if (near := nearest(name, known)) else f"({', '.join(known)}).")
            for name in unknown
        ]

    def objections(self, person: Person, terms: Terms) -> Sequence[Objection]:
        """An objection to who lives elsewhere, with the nearest name in case of a slip of the keyboard."""
        commune = commune_of(person, terms.gazetteer)
        if commune is None:
            if len(terms.gazetteer.find(person.commune)) > 1:
                return []  # homonyms: the engine asks which one
            near = terms.gazetteer.suggest(person.commune)
            hint = " Vouliez-vous dire « {near} » ?" if near else " Ce vote est réservé à ses habitants."
            return [
                terms.objection(
                    f"« {{name}} » n'est pas une commune de la liste « {{list}} ».{hint}",
                    "commune",
                    name=person.commune,
                    list=terms.gazetteer.title,
                    near=near or "",
                )
            ]
        if self.within and commune.territory not in self.within:
            names = ", ".join(terms.gazetteer.territory_names.get(name, name) for name in self.within)
            return [
                terms.objection(
                    "Ce vote est réservé aux habitants de : {names}. {commune} n'en fait pas partie.",
                    "commune",
                    names=names,
                    commune=commune.name,
                )
            ]
        return []


@hookimpl
def register_eligibility_rules() -> Sequence[type[EligibilityRule]]:
    """The age and residence rules that most collectivités share."""
    return [MinimumAge, Residence]


@hookimpl
def register_identity_providers() -> Sequence[type[IdentityProvider]]:
    """What the voter declares, a code by e-mail, a printed code, an agent's desk."""
    return [Declaration, EmailCode, OneTimeCode, Desk]


@hookimpl
def register_ballot_forms() -> Sequence[type[BallotForm]]:
    """The ballot that has several parts, each in a form of its own."""
    return [Parts]
