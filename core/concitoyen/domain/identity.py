"""How people show who they are before their ballot is accepted: providers, the letters they send, and the proof."""

from abc import ABC
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.model import Model, Rule
from concitoyen.domain.people import Person
from concitoyen.domain.reasons import Objection


@dataclass(frozen=True, slots=True)
class Proof:
    """That a person has shown who they are: which way, for which mark on the roll, under which attempt.

    Made by `usecases.identify` and nowhere else; it lives as long as the request.
    """

    provider: str
    voter: str
    attempt: str


class Letter(Model):
    """A message to one address: plain text, nothing to follow, nothing to load."""

    to: str
    subject: str
    text: str


class Consultation(Model):
    """What a letter may say of the edition."""

    title: str
    authority: str
    contact: str = ""


class IdentityProvider(Rule, ABC):
    """One way to show who one is; a rulebook names one or several in `[roll] providers`, and the voter chooses.

    A pack takes one of the four kinds below and gives it an id, words and conditions of its own: what the engine
    keeps, and for how long, does not depend on the pack.
    """

    label: ClassVar[str]
    """What the voter reads when there is a choice: « Avec un code reçu par e-mail »."""

    asks: ClassVar[tuple[str, ...]] = ()
    """The fields of a person that this way needs, beside those of `[roll] identity`."""

    def faults(self) -> Sequence[str]:
        """What is wrong with the parameters, in sentences; checked when the rulebook is read."""
        return ()

    def objections(self, person: Person) -> Sequence[Objection]:
        """The reasons why this person may not take this way; they may take another."""
        return ()


class Declared(IdentityProvider):
    """What the voter declares is enough."""


class SentCode(IdentityProvider):
    """A code is sent to the address that the voter declares, and typed back within `minutes`."""

    asks: ClassVar[tuple[str, ...]] = ("email",)

    minutes: int = Field(default=15, ge=5, le=60)
    tries: int = Field(default=5, ge=3, le=10)

    def letter(self, to: str, code: str, about: Consultation) -> Letter:
        """The message that carries the code."""
        sender = "\n".join(line for line in (about.authority, about.contact) if line)
        return Letter(
            to=to,
            subject=f"Votre code pour voter : {about.title}",
            text=(
                "Bonjour,\n\n"
                f"Voici votre code pour voter ({about.title}) :\n\n"
                f"    {code}\n\n"
                "Écrivez-le sur la page du vote, restée ouverte. "
                f"Il est valable {self.minutes} minutes et ne sert qu’une fois.\n\n"
                "Ne le donnez à personne : nous ne vous le demanderons jamais, ni par téléphone ni par e-mail.\n"
                "Vous n’avez rien demandé ? Ne faites rien : sans ce code, votre adresse ne sert à rien.\n\n"
                f"{sender}\n"
            ),
        )


class HeldCode(IdentityProvider):
    """The voter holds a code that was printed and handed out; each serves one voter."""


class Vouched(IdentityProvider):
    """An agent looks at the person and admits them to vote on a lent tablet, with a code that lasts `minutes`.

    This way is not open to the page that one opens at home.
    """

    minutes: int = Field(default=30, ge=10, le=120)
