"""Printed codes of an edition: draw them for a place, say how many were used, revoke those that were lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concitoyen.domain.edition import Edition
from concitoyen.domain.identity import HeldCode
from concitoyen.domain.one_time_code import new_code, read_code
from concitoyen.sealing.boxes import Chance
from concitoyen.usecases.cast_ballot import COUNTED, too_late
from concitoyen.usecases.desk import Desk, Signature, refuse
from concitoyen.usecases.identify import PRINTED, keyed_hash

CODE_BYTES = 16
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Use:
    """What became of the codes of a place."""

    printed: int
    used: int
    revoked: int


def draw_codes(desk: Desk, edition_id: str, place: str, count: int, *, chance: Chance) -> tuple[str, ...]:
    """New codes for a place, as they are to be printed; nothing is kept yet.

    Raises Refused when the rulebook does not take printed codes, the place has no name, or there are too many.
    """
    _takes_codes(desk, edition_id)
    if not place.strip():
        raise refuse("core:codes", "Donnez le nom du lieu où les codes seront remis.", field="place")
    if not 1 <= count <= MOST:
        raise refuse("core:codes", "Demandez de 1 à {most} codes à la fois.", field="count", most=MOST)
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code(chance(CODE_BYTES)))
    return tuple(sorted(codes))


def keep_codes(desk: Desk, edition_id: str, place: str, codes: Sequence[str], signature: Signature) -> None:
    """Make drawn codes good for one voter each: only their keyed hashes are kept, and the journal says how many."""
    edition = _takes_codes(desk, edition_id)
    key = desk.engine.identity_key(edition_id)
    desk.work.codes.add(edition.id, place.strip(), [keyed_hash(key, PRINTED, code) for code in codes])
    desk.record(signature, "codes.printed", edition.id, place.strip(), {"count": len(codes)})


def codes_by_place(desk: Desk, edition_id: str) -> Mapping[str, Use]:
    """How the codes of each place were used."""
    desk.edition(edition_id)
    return {place: Use(*counts) for place, counts in desk.work.codes.places(edition_id).items()}


def revoke_codes(desk: Desk, edition_id: str, signature: Signature, *, place: str = "", code: str = "") -> int:
    """Make unused codes useless, those of a place or one; how many there were.

    A code that has served stays as it is: its ballot cannot be found again. Raises Refused when nothing is found.
    """
    desk.edition(edition_id)
    read = read_code(code)
    if code and not read:
        raise refuse("core:codes", "« {code} » n'est pas un code : recopiez ses douze caractères.", code=code)
    hashed = keyed_hash(desk.engine.identity_key(edition_id), PRINTED, read) if read else ""
    revoked = desk.work.codes.revoke(edition_id, place=place, code=hashed)
    if not revoked:
        raise refuse("core:codes", "Aucun code encore libre ne correspond : rien n'a changé.")
    desk.record(signature, "codes.revoked", edition_id, place, {"count": revoked})
    return revoked


def _takes_codes(desk: Desk, edition_id: str) -> Edition:
    edition, rules = desk.edition(edition_id)
    if edition.stage in COUNTED:
        raise too_late(edition)
    if not any(isinstance(way, HeldCode) for way in rules.providers.values()):
        raise refuse(
            "core:codes",
            "Le règlement de « {title} » ne prévoit pas de codes imprimés : ajoutez « core:one-time-code » à "
            "providers, dans [roll].",
            title=edition.title,
        )
    return edition
