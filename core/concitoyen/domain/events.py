"""What listeners are told after the transaction has committed."""

from concitoyen.domain.award import Award
from concitoyen.domain.model import Model


class LaureatesDecided(Model):
    """The list of laureates of an edition is decided, or changed by an amendment; `awards` is the whole list."""

    edition: str
    awards: tuple[Award, ...]
    act: int


class DocumentRendered(Model):
    """A document of an edition was printed; `sha256` is that of its bytes."""

    edition: str
    proposal: str
    kind: str
    model: str
    version: str
    sha256: str


Event = LaureatesDecided | DocumentRendered
