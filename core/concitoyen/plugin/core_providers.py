"""The ways of the core to show who one is, one for each kind that the domain knows."""

from collections.abc import Sequence
from typing import ClassVar

from concitoyen.domain.identity import Declared, HeldCode, SentCode, Vouched
from concitoyen.domain.mail import is_address
from concitoyen.domain.people import Person
from concitoyen.domain.reasons import Objection


class Declaration(Declared):
    """The declared identity: nothing else is asked."""

    id: ClassVar[str] = "declaration"
    title: ClassVar[str] = "Identité déclarée"
    label: ClassVar[str] = "Sans code, sur ma déclaration"


class EmailCode(SentCode):
    """Six digits sent by e-mail."""

    id: ClassVar[str] = "email-code"
    title: ClassVar[str] = "Code reçu par e-mail"
    label: ClassVar[str] = "Avec un code que je reçois par e-mail"

    def objections(self, person: Person) -> Sequence[Objection]:
        """An objection to what is no address."""
        if is_address(person.email):
            return ()
        message = "« {email} » n'est pas une adresse e-mail complète (exemple : prenom@exemple.fr)."
        return [Objection(rule=f"core:{self.id}", message=message, values={"email": person.email}, field="email")]


class OneTimeCode(HeldCode):
    """A code printed on a sheet and handed out, in a school for instance."""

    id: ClassVar[str] = "one-time-code"
    title: ClassVar[str] = "Code imprimé, à usage unique"
    label: ClassVar[str] = "Avec le code de ma feuille"


class Desk(Vouched):
    """An agent who knows the person or looks at a document."""

    id: ClassVar[str] = "desk"
    title: ClassVar[str] = "Au guichet"
    label: ClassVar[str] = "Au guichet, devant un agent"
