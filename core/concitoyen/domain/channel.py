"""Channels by which a ballot comes, and what a voter weighs by each where the rulebook says so."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from concitoyen.domain.languages import Language, number, translated
from concitoyen.domain.reasons import Message

Channel = Literal["site", "paper"]
CHANNELS: tuple[Channel, ...] = ("site", "paper")
CHANNEL_KEY = "@channel"
"""Where the canonical text of a ballot tells its channel; no contest has such an id."""

MOST = 1000
Weight = Annotated[int, Field(strict=True, ge=1, le=MOST)]
Weights = Mapping[Channel, Weight]
"""What one ballot of each channel counts for; empty where the rulebook gives every voter the same weight."""


def weights_note(weights: Weights, voters: int, weighted: int) -> Message:
    """The note of an outcome whose votes are weighted."""
    return Message(
        message=(
            "Voix pondérées par canal, bulletins du site : poids {site}, bulletins papier : poids {paper} ; "
            "{voters} bulletins font {weighted} voix."
        ),
        values={
            "site": weights["site"],
            "paper": weights["paper"],
            "voters": number(voters, "fr"),
            "weighted": number(weighted, "fr"),
        },
    )


def weights_told(weights: Weights, language: Language) -> Iterator[str]:
    """The sentence that an explanation needs where votes are weighted: none where they are not."""
    if weights:
        told = translated(
            "Tous ces nombres comptent chaque votant autant que son bulletin pèse (site : {site}, papier : {paper}).",
            language,
        )
        yield told.format(site=weights["site"], paper=weights["paper"])
