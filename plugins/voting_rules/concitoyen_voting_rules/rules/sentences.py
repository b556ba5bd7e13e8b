"""Why a candidate is funded or not, in French, with the figures."""

from decimal import Decimal

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.languages import to_translate
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message


def funded(cost: Money, left: Money, votes: int | None = None) -> Message:
    """Funded: what it costs, what remained before, and that nobody voted for it where `votes` is 0."""
    if cost == Money(0):
        return Message(message="retenu : ne coûte rien")
    values = {"cost": str(cost), "left": str(left)}
    if votes == 0:
        return Message(
            message="retenu sans aucune voix, le règlement n'en exigeant pas : {cost} pour {left} restants",
            values=values,
        )
    return Message(message="retenu : {cost} pour {left} restants", values=values)


def does_not_fit(cost: Money, left: Money) -> Message:
    """Not funded: it costs more than what remains."""
    return Message(
        message="il restait {left}, il en coûte {cost} : non retenu",
        values={"left": str(left), "cost": str(cost)},
    )


def dearer_than_the_envelope(cost: Money, envelope: Money) -> Message:
    """Not funded: it could never have been."""
    return Message(
        message="coûte {cost}, plus que l'enveloppe entière ({envelope}) : non retenu",
        values={"cost": str(cost), "envelope": str(envelope)},
    )


def after_the_stop(stopped_at: Candidate) -> Message:
    """Not funded: the rule stops at the first that does not fit, and it was passed."""
    return Message(
        message="le dépouillement s'est arrêté avant, à « {title} » qui ne tenait plus : non retenu",
        values={"title": stopped_at.title},
    )


def too_few_votes(minimum: int) -> Message:
    """Not funded: the rulebook asks for more votes."""
    return Message(message="il fallait au moins {minimum} voix : non retenu", values={"minimum": minimum})


def nobody_voted() -> Message:
    """Not funded: there is no ballot at all."""
    return Message(message="aucun bulletin n'a été déposé : non retenu")


def too_small_a_share(share: Decimal, needed: int, *, strictly: bool) -> Message:
    """Not funded: the rulebook asks for more of the voters."""
    least = to_translate("plus de") if strictly else to_translate("au moins")
    return Message(
        message="il fallait {least} {share} % des votants, soit {needed} voix : non retenu",
        values={"least": least, "share": f"{share.normalize():f}".replace(".", ","), "needed": needed},
    )


def too_few_points(minimum: int, *, strictly: bool) -> Message:
    """Not funded: the rulebook asks for more points."""
    least = to_translate("plus de") if strictly else to_translate("au moins")
    return Message(
        message="il fallait {least} {minimum} points : non retenu", values={"least": least, "minimum": minimum}
    )


def seats_taken(contest: str, seats: int) -> Message:
    """Not funded: its part of the ballot has its laureates."""
    sentences = {
        0: to_translate("« {contest} » n'a aucun lauréat à désigner : non retenu"),
        1: to_translate("« {contest} » a un seul lauréat, un autre y est mieux placé : non retenu"),
    }
    several = to_translate("« {contest} » a {seats} lauréats, d'autres y sont mieux placés : non retenu")
    return Message(message=sentences.get(seats, several), values={"contest": contest, "seats": seats})
