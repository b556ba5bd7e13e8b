"""A draw that anybody can replay: the order of SHA-256 fingerprints under a public seed."""

from hashlib import sha256
from typing import ClassVar

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, TieBreak
from concitoyen.domain.errors import CountError


class PublicDraw(TieBreak):
    """Candidates go in the order of the SHA-256 of the seed, a line feed and their id.

    The seed is `seed` when the rulebook commits one, else the election's `draw_seed`, given at closing from a
    public source. `key` raises CountError without a seed, or with two that differ.
    """

    id: ClassVar[str] = "public-draw"
    title: ClassVar[str] = "Tirage public"
    decisive: ClassVar[bool] = True

    seed: str = ""

    def key(self, candidate: Candidate, election: Election) -> str:
        """The fingerprint of the candidate in this draw, in hexadecimal."""
        return sha256(f"{self._seed(election)}\n{candidate.id}".encode()).hexdigest()

    def _seed(self, election: Election) -> str:
        seeds = {seed for seed in (self.seed, election.draw_seed) if seed.strip()}
        if not seeds:
            raise CountError(
                "Une égalité doit être tirée au sort et le tirage n'a pas de graine. Donnez au dépouillement "
                "une valeur publique que personne ne connaissait avant la clôture (un tirage du Loto, par "
                "exemple), "
                'ou fixez-la d\'avance au règlement : { rule = "voting_rules:public-draw", seed = "…" }.'
            )
        if len(seeds) > 1:
            raise CountError(
                f"Le règlement fixe la graine du tirage (« {self.seed} ») et le dépouillement en reçoit une "
                f"autre (« {election.draw_seed} ») : celle du règlement vaut, relancez sans en donner."
            )
        return seeds.pop()
