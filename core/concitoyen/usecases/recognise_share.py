"""Recognise a member's share without opening anything: it is well written, and of this urn."""

from concitoyen.domain.urn import Seal
from concitoyen.sealing.shares import member_of, read_share
from concitoyen.usecases.desk import Desk, refuse


def bureau_seal(desk: Desk, edition_id: str) -> Seal:
    """The seal of an edition whose bureau has formed; raises Refused for any other."""
    edition, _ = desk.edition(edition_id)
    seal = desk.work.seals.of(edition_id)
    if seal is None or seal.scheme != "bureau":
        raise refuse("core:urn", "L'urne de « {title} » n'a pas de bureau : aucune part à lire.", title=edition.title)
    return seal


def recognise_share(desk: Desk, edition_id: str, written: str, name: str = "Cette part") -> str:
    """The member whose share this is; raises Refused, or SharesRefused with the word that looks wrong."""
    return member_of(read_share(written, name), bureau_seal(desk, edition_id))
