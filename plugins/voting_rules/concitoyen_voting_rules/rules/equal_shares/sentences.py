"""Why a candidate is funded or not by equal shares, in French, with the figures."""

from fractions import Fraction

from concitoyen.domain.languages import to_translate
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen_voting_rules.rules.equal_shares.completion import Compared
from concitoyen_voting_rules.rules.equal_shares.run import Payers
from concitoyen_voting_rules.rules.figures import rounded


def bought(cost: Money, left: Money, payers: Payers, price: Fraction, *, by_point: bool) -> Message:
    """Funded: what its supporters pay."""
    values = {"cost": str(cost), "left": str(left), "price": rounded(price), "whole": payers.whole}
    if payers.all_they_had == 0 and by_point:
        message = to_translate(
            "retenu : {cost} pour {left} restants ; prix du point : {price}, que paient ses soutiens ({whole})"
        )
    elif payers.all_they_had == 0:
        message = to_translate(
            "retenu : {cost} pour {left} restants ; prix pour chacun : {price}, que paient ses soutiens ({whole})"
        )
    elif by_point:
        message = to_translate(
            "retenu : {cost} pour {left} restants ; prix du point : {price} ; soutiens qui le paient : {whole}, "
            "qui donnent tout ce qui leur reste : {poor}"
        )
    else:
        message = to_translate(
            "retenu : {cost} pour {left} restants ; prix pour chacun : {price} ; soutiens qui le paient : {whole}, "
            "qui donnent tout ce qui leur reste : {poor}"
        )
    return Message(message=message, values=values | ({"poor": payers.all_they_had} if payers.all_they_had else {}))


def added(cost: Money, left: Money) -> Message:
    """Funded with what equal shares leave."""
    return Message(
        message="retenu avec l'argent que les parts égales laissent : {cost} pour {left} restants",
        values={"cost": str(cost), "left": str(left)},
    )


def preferred(cost: Money, left: Money) -> Message:
    """Funded by votes, after the comparison."""
    return Message(
        message="retenu par le nombre de voix, que la comparaison a préféré : {cost} pour {left} restants",
        values={"cost": str(cost), "left": str(left)},
    )


def not_paid(cost: Money, backing: Fraction) -> Message:
    """Not funded: its supporters have too little left."""
    return Message(
        message="il reste {backing} à ceux qui l'ont choisi, il en coûte {cost} : non retenu",
        values={"backing": rounded(backing), "cost": str(cost)},
    )


def nobody_chose_it() -> Message:
    """Not funded: without supporters nobody pays."""
    return Message(message="personne ne l'a choisi : non retenu")


def shares(share: Fraction, steps: int) -> Message:
    """What each voter received, for everybody to read."""
    if steps == 0:
        return Message(message="Chaque votant reçoit une part de {share}.", values={"share": rounded(share)})
    return Message(
        message="La part de chaque votant est portée à {share}, en {steps} pas, pour employer l'enveloppe.",
        values={"share": rounded(share), "steps": steps},
    )


def comparison(compared: Compared) -> Message:
    """How many voters each outcome serves better, for everybody to read."""
    values = {"shares": compared.prefer_shares, "votes": compared.prefer_votes}
    if compared.votes_win:
        message = to_translate(
            "Le classement par voix sert mieux {votes} votants, les parts égales {shares} : "
            "le classement par voix l'emporte."
        )
        return Message(message=message, values=values)
    message = to_translate(
        "Les parts égales servent mieux {shares} votants, le classement par voix {votes} : elles l'emportent."
    )
    return Message(message=message, values=values)
