"""Who may take part: a person's facts, an eligibility rule, and what makes two persons the same."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from pydantic import Field

from concitoyen.domain.calendar import Calendar
from concitoyen.domain.mail import mailbox
from concitoyen.domain.model import Model, Rule
from concitoyen.domain.names import folded
from concitoyen.domain.reasons import Objection
from concitoyen.domain.territory import Commune, Gazetteer


class Person(Model):
    """What a person declares of themself, only as long as the check lasts.

    `commune` is the name or INSEE code as typed; `declared` holds the answers that a pack's own rule asks for
    (« works-here »: « yes »).
    """

    last_name: str = ""
    first_name: str = ""
    birth_date: date
    commune: str
    email: str = ""
    declared: Mapping[str, str] = Field(default_factory=dict)


class Terms(Model):
    """Where a rule stands: its full id, the article that says it, and the facts of the edition around it."""

    rule: str
    article: str
    calendar: Calendar
    gazetteer: Gazetteer

    def objection(self, message: str, field: str = "", **values: str | int) -> Objection:
        """An objection in the name of this rule and article."""
        return Objection(rule=self.rule, article=self.article, message=message, values=values, field=field)


class EligibilityRule(Rule, ABC):
    """One condition to take part; all those of the rulebook must hold."""

    def faults(self, terms: Terms) -> Sequence[str]:
        """What is wrong with the parameters in this edition, in sentences; checked when the rulebook is read."""
        return ()

    @abstractmethod
    def objections(self, person: Person, terms: Terms) -> Sequence[Objection]:
        """The reasons why this person may not take part; none if they may."""


def age_on(birth: date, day: date) -> int:
    """Completed years on a day; someone born on 29 February has their birthday on 1 March of other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def commune_of(person: Person, gazetteer: Gazetteer) -> Commune | None:
    """The commune that the person names, when exactly one bears that name."""
    found = gazetteer.find(person.commune)
    return found[0] if len(found) == 1 else None


def identity_text(person: Person, fields: Sequence[str], gazetteer: Gazetteer) -> str:
    """The normalised identity under which one person votes once, from the fields that the rulebook names.

    Accents, case, hyphens, spaces and the name of a former commune do not make another person, nor does a second
    spelling of one e-mail address.
    """
    return "\n".join([f"{field}={_NORMALISED[field](person, gazetteer)}" for field in fields])


def commune_key(person: Person, gazetteer: Gazetteer) -> str:
    """The code of the commune that the person names, or what they typed where it names none, or several."""
    commune = commune_of(person, gazetteer)
    return commune.code if commune else folded(person.commune)


_NORMALISED: Mapping[str, Callable[[Person, Gazetteer], str]] = {
    "last_name": lambda person, _: folded(person.last_name).replace(" ", ""),
    "first_name": lambda person, _: folded(person.first_name).replace(" ", ""),
    "birth_date": lambda person, _: person.birth_date.isoformat(),
    "commune": commune_key,
    "email": lambda person, _: mailbox(person.email) if person.email.strip() else "",
}
IDENTITY_FIELDS = tuple(_NORMALISED)
