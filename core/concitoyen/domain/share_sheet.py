"""The sheet that a member of the bureau takes away: what it says, whatever prints it."""

from collections.abc import Sequence

from pydantic import Field

from concitoyen.domain.model import Model

COLUMNS = 3

DO = (
    "Vérifiez-la avant de quitter la salle : retapez vos mots à la page « Urne » du site.",
    "Pliez-la, mettez-la dans une enveloppe fermée, signée sur le rabat, dans un lieu à vous.",
    "Après la clôture, apportez-la à l'ouverture de l'urne : vous y taperez vos mots vous-même.",
)
DO_NOT = (
    "Ne la photographiez pas, ne la copiez pas, ne l'envoyez pas, ne la lisez pas au téléphone.",
    "Ne la confiez à aucun autre membre du bureau : réunies, les parts ouvrent l'urne.",
    "Si vous la perdez avant l'ouverture du vote, dites-le : le bureau forme une autre clé.",
)


class ShareSheet(Model):
    """One member's share with all that goes around it; `fingerprint` is 64 hexadecimal digits."""

    subject: str = Field(title="Sujet")
    edition: str = Field(title="Titre de l'édition")
    authority: str = Field(title="Collectivité")
    member: str = Field(title="Membre du bureau", min_length=1)
    threshold: int = Field(title="Parts nécessaires", ge=1)
    members: int = Field(title="Membres du bureau", ge=1)
    fingerprint: str = Field(title="Empreinte de la clé")
    words: tuple[str, ...] = Field(title="Mots", min_length=1, repr=False)
    do: tuple[str, ...] = Field(title="À faire", default=DO)
    do_not: tuple[str, ...] = Field(title="À ne pas faire", default=DO_NOT)

    @property
    def needed(self) -> str:
        """How many shares open the urn, in a sentence."""
        return f"Il faut {self.threshold} parts sur {self.members} pour ouvrir l'urne."


def numbered_columns(words: Sequence[str]) -> list[list[tuple[int, str]]]:
    """The words with their numbers from 1, in columns to be read downwards."""
    numbered = list(enumerate(words, start=1))
    height = -(-len(words) // COLUMNS)
    return [numbered[start : start + height] for start in range(0, len(numbered), height)]
