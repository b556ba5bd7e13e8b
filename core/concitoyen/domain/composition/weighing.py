"""Voters weighed by the channel of their ballots: around any rule, which sees as many ballots as they count for."""

from collections.abc import Callable
from typing import cast

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.channel import Weights, weights_note
from concitoyen.domain.count import Election, Outcome, WeightedBallot
from concitoyen.domain.errors import CountError

Weighing = Callable[[Weights], tuple[WeightedBallot, ...]]


def weighed(election: Election, weights: Weights) -> Election:
    """The election in which each ballot is there as often as its channel weighs.

    Raises CountError on a ballot that does not tell its channel.
    """
    known = getattr(election.ballots, "weighed", None)  # ballots read from a file are weighed where they were read
    if known is not None:
        return election.model_copy(update={"ballots": cast("Weighing", known)(weights)})
    return election.model_copy(update={"ballots": tuple(_heavier(one, weights) for one in election.ballots)})


def _heavier(one: WeightedBallot, weights: Weights) -> WeightedBallot:
    channel = one.ballot.channel
    if not channel:
        raise CountError(
            "Le règlement pèse les bulletins selon leur canal ([count] weights), et l'un d'eux ne dit pas le sien."
        )
    # the marks were validated when they were cast
    ballot = Ballot.model_construct(choices=one.ballot.choices)
    return WeightedBallot.model_construct(ballot=ballot, weight=one.weight * weights[channel])


def told_by_weights(outcome: Outcome, weights: Weights, voters: int) -> Outcome:
    """The outcome of a weighed election, with the number of those who voted and a note that says what they weigh."""
    note = weights_note(weights, voters, outcome.voters)
    return outcome.model_copy(update={"voters": voters, "weights": weights, "notes": (note, *outcome.notes)})
