"""Which walk, or walks in turn, a rule named by META stands for."""

from concitoyen_voting_rules.pabulib.conflicts import conflicts, exclusive
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.readings import Reading, greedy, no_skip, reserve, tells_reserve
from concitoyen_voting_rules.pabulib.shares import by_share, by_strict_share, divided, shares
from concitoyen_voting_rules.pabulib.shares_rule import NAMES, shared

Named = tuple[str, Reading]
"""A reading, and the French words that tell it from the plain one (empty for that)."""

_GREEDY = ("greedy", "greedy-threshold", "greedy-exclusive")
_DIVIDED: tuple[Named, ...] = (
    ("une part du budget par catégorie ou quartier, puis ce qui reste", by_share),
    ("une part par catégorie ou quartier, chacune arrêtée au premier projet qui ne tient pas", by_strict_share),
)


def readings_of(election: PbElection) -> tuple[Named, ...]:
    """The first is how the rule is read; the others are tried where META leaves more than one way open.

    None for a rule that the format does not have, or that cannot be followed on these ballots.
    """
    rule = election.meta.rule
    if rule in NAMES:
        return () if election.vote_type == "ordinal" else (("", shared),)
    if rule == "greedy-exclusive" and conflicts(election):
        return (("", exclusive),)
    if rule == "greedy-custom" and tells_reserve(election):
        return (("", reserve),)
    if rule in (*_GREEDY, "greedy-custom"):
        if not divided(election):
            return (("", greedy),)
        plain = "le budget entier, sans parts"
        return (*(_DIVIDED if shares(election) else ()), (plain, greedy))
    return (("", no_skip),) if rule == "greedy-no-skip" else ()
