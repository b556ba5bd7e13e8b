"""The measures that this pack offers, in words and exact figures."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from concitoyen.domain.count import Election, Outcome
from concitoyen.domain.measure import Figure, Measure
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.measures.justified import By, Wronged, wronged
from concitoyen_voting_rules.measures.prices import priceable
from concitoyen_voting_rules.measures.satisfaction import funded_choices, funded_money, median, represented
from concitoyen_voting_rules.measures.spread import spread
from concitoyen_voting_rules.profile import Profile
from concitoyen_voting_rules.rules.figures import rounded
from concitoyen_voting_rules.rules.outcomes import costs_of


def _funded(profile: Profile, outcome: Outcome) -> frozenset[int]:
    return frozenset(profile.index[result.candidate] for result in outcome.funded)


def _awarded(profile: Profile, outcome: Outcome) -> list[int]:
    """What each candidate receives, in cents, by index."""
    amounts = [0] * len(profile.candidates)
    for result in outcome.funded:
        amounts[profile.index[result.candidate]] = result.amount.cents
    return amounts


class Satisfaction(Measure):
    """How many voters have at least one funded choice, and how many have none, one, two… of them."""

    id: ClassVar[str] = "satisfaction"
    title: ClassVar[str] = "Ce que chacun obtient de ses choix"

    def of(self, election: Election, outcomes: Sequence[Outcome]) -> Sequence[Sequence[Figure]]:
        """Share represented, median number and money of funded choices, then the histogram of their number."""
        profile = Profile.from_election(election)
        return [list(_satisfaction(profile, outcome)) for outcome in outcomes]


def _satisfaction(profile: Profile, outcome: Outcome) -> Iterator[Figure]:
    funded = _funded(profile, outcome)
    choices = funded_choices(profile, funded)
    money = funded_money(profile, _awarded(profile, outcome), funded)
    label = Message(message="Votants ayant un choix financé")
    yield Figure(id="represented", label=label, value=represented(profile, funded), unit="share", headline=True)
    label = Message(message="Montant médian des choix financés d'un votant")
    yield Figure(id="median-money", label=label, value=median(money), unit="money")
    for count, voters in choices.items():
        label = Message(message="Votants avec {count} choix financé(s)", values={"count": count})
        yield Figure(id=f"with-{count}", label=label, value=voters, unit="voters")


class Spread(Measure):
    """Where the money goes against where the votes were, by category and by territory."""

    id: ClassVar[str] = "spread"
    title: ClassVar[str] = "Où vont les voix, où va l'argent"

    def of(self, election: Election, outcomes: Sequence[Outcome]) -> Sequence[Sequence[Figure]]:
        """For each category and territory, its money, its share of the votes and its share of the money."""
        profile = Profile.from_election(election)
        return [list(_spread(election, profile, outcome)) for outcome in outcomes]


def _spread(election: Election, profile: Profile, outcome: Outcome) -> Iterator[Figure]:
    funded, amounts, votes = _funded(profile, outcome), _awarded(profile, outcome), profile.approvals().tolist()
    standing = [election.by_id[name] for name in profile.candidates]
    kinds = {"category": [one.category for one in standing], "territory": [one.territory for one in standing]}
    for kind, groups in kinds.items():
        for part in spread(groups, votes, amounts, funded) if any(groups) else ():
            values, name = {"group": part.group or "–"}, f"{kind}-{part.group}"
            yield Figure(
                id=f"{name}-money",
                label=Message(message="{group} : montant", values=values),
                value=part.money,
                unit="money",
            )
            yield Figure(
                id=f"{name}-votes",
                label=Message(message="{group} : part des voix", values=values),
                value=part.share_of_votes,
                unit="share",
            )
            yield Figure(
                id=f"{name}-share",
                label=Message(message="{group} : part du montant", values=values),
                value=part.share_of_money,
                unit="share",
            )


class Justified(Measure):
    """EJR+ up to any project, with satisfaction in money and in number of projects."""

    id: ClassVar[str] = "ejr-plus"
    title: ClassVar[str] = "Aucun groupe n'est lésé (EJR+)"

    def of(self, election: Election, outcomes: Sequence[Outcome]) -> Sequence[Sequence[Figure]]:
        """Whether each outcome satisfies it, and a group that is wronged where it does not."""
        profile = Profile.from_election(election)
        costs = costs_of(election, profile)
        return [
            [
                _verdict("money", "cost", profile, costs, election.envelope.cents, _funded(profile, outcome)),
                _verdict("number", "number", profile, costs, election.envelope.cents, _funded(profile, outcome)),
            ]
            for outcome in outcomes
        ]


def _verdict(name: str, by: By, profile: Profile, costs: Sequence[int], budget: int, funded: frozenset[int]) -> Figure:
    found = wronged(profile, costs, budget, funded, by=by)
    label = (
        Message(message="Aucun groupe lésé (montant)")
        if by == "cost"
        else Message(message="Aucun groupe lésé (nombre)")
    )
    note = None if found is None else _group(found, profile, costs, by)
    return Figure(id=name, label=label, value=int(found is None), unit="verdict", note=note, headline=True)


def _group(found: Wronged, profile: Profile, costs: Sequence[int], by: By) -> Message:
    values = {
        "voters": found.voters,
        "all": profile.voters,
        "project": profile.candidates[found.candidate],
        "cost": str(Money(costs[found.candidate])),
        "share": rounded(found.share),
    }
    if by == "cost":
        return Message(
            message=(
                "{voters} votants sur {all} veulent « {project} » ({cost}) : leur part de l'enveloppe est de {share}, "
                "et aucun d'eux n'a plus de {most} de choix financés"
            ),
            values={**values, "most": str(Money(found.most))},
        )
    return Message(
        message=(
            "{voters} votants sur {all} veulent « {project} » ({cost}) : leur part de l'enveloppe est de {share}, "
            "et aucun d'eux n'a plus de {most} choix financé(s)"
        ),
        values={**values, "most": found.most},
    )


class Priceability(Measure):
    """Whether equal purses, spent by each on their own choices, explain the outcome; takes time, and asks for HiGHS."""

    id: ClassVar[str] = "priceability"
    title: ClassVar[str] = "Des bourses égales expliquent le résultat"
    costly: ClassVar[bool] = True

    def of(self, election: Election, outcomes: Sequence[Outcome]) -> Sequence[Sequence[Figure]]:
        """Yes, no, or not settled; raises CountError without HiGHS."""
        profile = Profile.from_election(election)
        costs, label = costs_of(election, profile), Message(message="Des bourses égales expliquent le résultat")
        found = [priceable(profile, costs, election.envelope.cents, _funded(profile, outcome)) for outcome in outcomes]
        return [
            [
                Figure(
                    id="priceable", label=label, value=None if one is None else int(one), unit="verdict", headline=True
                )
            ]
            for one in found
        ]


MEASURES: Sequence[type[Measure]] = (Satisfaction, Spread, Justified, Priceability)
"""All of them."""
