"""How many ballots came by each channel, as far as anybody may know: the cards that places put in the urn; the rest.

The roll and the urn tell no channel. What is known is what each place said when its cards went into the urn; a lent
tablet and a helped voter are the site, since nothing kept of them says otherwise.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from concitoyen.domain.channel import CHANNELS, Channel
from concitoyen.domain.count import WeightedBallot
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, refuse

DEPOSITED = "place.deposited"


def channel_totals(
    desk: Desk, edition_id: str, rules: Rules, ballots: Sequence[WeightedBallot]
) -> Mapping[Channel, int]:
    """The ballots of each channel; they add up to those of the urn.

    Raises Refused where the places say that they put in more cards than there are, or another number than ballots tell.
    """
    acts = [act.details for act in desk.work.journal.of(edition_id) if act.kind == DEPOSITED]
    cards = sum(int(str(details["in_the_urn"])) for details in acts)
    total = sum(one.weight for one in ballots)
    told: dict[Channel, int] = {"site": total - cards, "paper": cards}
    found = _told_by_ballots(ballots) if rules.weighs_channels else told
    if found != told or cards > total:
        raise refuse(
            "core:urn",
            "Les lieux ont mis {cards} cartes dans l'urne, qui contient {found} bulletins papier sur {total} : le "
            "dépouillement s'arrête là.",
            cards=cards,
            found=min(found["paper"], total),
            total=total,
        )
    return told


def _told_by_ballots(ballots: Sequence[WeightedBallot]) -> dict[Channel, int]:
    found = Counter[str]()
    for one in ballots:
        found[one.ballot.channel] += one.weight
    return {channel: found[channel] for channel in CHANNELS}
