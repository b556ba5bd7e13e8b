"""Form the bureau: make the key that seals the urn, and one share of its private half for each member."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.urn import Seal
from concitoyen.sealing.boxes import Chance, key_pair
from concitoyen.sealing.shares import fingerprint, mark_of, share_key
from concitoyen.usecases.desk import Desk, Signature, refuse


@dataclass(frozen=True)
class MemberShare:
    """What one member of the bureau takes away, and nobody else keeps: a line of words."""

    member: str
    words: str


def form_bureau(
    desk: Desk,
    edition_id: str,
    members: Sequence[str],
    threshold: int,
    signature: Signature,
    *,
    instead_of: str | None = None,
    chance: Chance = secrets.token_bytes,
) -> tuple[MemberShare, ...]:
    """One share for each member; any `threshold` of them open the urn after the vote.

    The private key lives only in the shares: the database and the journal keep its public half. A bureau may be
    formed again until the vote opens, which makes the earlier shares useless. `instead_of` is the fingerprint of the
    bureau that the caller means to replace, empty for none: a page sent twice then forms one bureau, not two.
    Raises Refused once the vote is open or when the rulebook does not seal by a bureau, SharesRefused for a number
    of members or a threshold that cannot be.
    """
    edition, rules = desk.held(edition_id)
    if rules.rulebook.urn.sealing != "bureau":
        raise refuse("core:urn", "Le règlement de « {title} » ne prévoit pas de bureau.", title=edition.title)
    if edition.stage is not Stage.PREPARED:
        raise refuse("core:urn", "Le vote de « {title} » est ouvert : l'urne garde sa clé.", title=edition.title)
    _must_replace(desk, edition, instead_of)
    names = tuple(" ".join(name.split()) for name in members)
    if not all(names) or len(set(names)) != len(names):
        raise refuse(
            "core:urn", "Chaque membre du bureau a un nom, et deux membres n'ont pas le même.", field="membres"
        )
    public, private = key_pair(chance)
    shares = share_key(private, threshold=threshold, members=len(names))
    seal = Seal(
        edition=edition_id,
        scheme="bureau",
        public_key=public.hex(),
        threshold=threshold,
        members=names,
        marks=tuple(map(mark_of, shares)),
    )
    desk.work.seals.save(seal)
    desk.record(
        signature,
        "bureau.formed",
        edition_id,
        details={
            "members": list(names),
            "threshold": threshold,
            "public_key": public.hex(),
            "fingerprint": fingerprint(seal),
        },
    )
    return tuple(MemberShare(member=name, words=words) for name, words in zip(names, shares, strict=True))


def _must_replace(desk: Desk, edition: Edition, instead_of: str | None) -> None:
    seal = desk.work.seals.of(edition.id)
    if instead_of is None or instead_of == (fingerprint(seal) if seal else ""):
        return
    raise refuse(
        "core:urn",
        "Un bureau de « {title} » vient d'être formé : rien n'a changé, et ses feuilles valent. Pour en former un "
        "autre, repartez de la page de l'urne.",
        title=edition.title,
    )
