"""Why a candidate is funded or not by what stands around the voting rule, in French, with the figures."""

from collections.abc import Sequence

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.conditions import Floor
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message


def decided_in(cost: Money, article: str, *, charged: bool) -> Message:
    """Funded whatever the vote says."""
    values = {"cost": str(cost), "article": article}
    if charged:
        return Message(message="déjà décidé ({article}) : {cost} pris sur l'enveloppe", values=values)
    return Message(message="déjà décidé ({article}) : financé hors de l'enveloppe", values=values)


def decided_out(article: str) -> Message:
    """Set aside whatever the vote says."""
    return Message(message="écarté avant le dépouillement ({article}) : non retenu", values={"article": article})


def for_the_floor(floor: Floor, cost: Money, left: Money, passed: Sequence[str] = ()) -> Message:
    """Funded because its group must have a laureate; `passed` ranked before it and would have left too little."""
    values = {"least": floor.least, "group": floor.title, "cost": str(cost), "left": str(left)}
    if not passed:
        return Message(
            message="retenu au titre du minimum de {least} ({group}) : {cost} pour {left} restants", values=values
        )
    values["passed"] = ", ".join(f"« {title} »" for title in passed)
    return Message(
        message=(
            "retenu au titre du minimum de {least} ({group}), {passed} ne laissant pas de quoi atteindre les autres "
            "minimums : {cost} pour {left} restants"
        ),
        values=values,
    )


def too_dear(cost: Money, left: Money) -> Message:
    """Costs more than what there is when its turn comes."""
    return Message(
        message="il restait {left}, il en coûte {cost} : non retenu", values={"left": str(left), "cost": str(cost)}
    )


def gives_its_place(floor: Floor, other: Candidate) -> Message:
    """Was funded, and lets the best of a group without laureate have its money."""
    return Message(
        message="laisse sa place à « {other} » pour que le minimum de {least} ({group}) soit atteint : non retenu",
        values={"other": other.title, "least": floor.least, "group": floor.title},
    )


def within_the_overshoot(cost: Money, left: Money) -> Message:
    """Funded whole although it exceeds the money, as the rulebook lets the next one do."""
    return Message(
        message="retenu : il restait {left}, et le règlement permet de dépasser de {over} pour en payer {cost}",
        values={"left": str(left), "over": str(cost - left), "cost": str(cost)},
    )


def in_part(cost: Money, left: Money) -> Message:
    """Funded with what is left, less than it costs."""
    return Message(
        message="retenu en partie : il restait {left} sur les {cost} qu'il coûte",
        values={"left": str(left), "cost": str(cost)},
    )


def in_no_pot() -> Message:
    """Stands in none of the parts of the envelope."""
    return Message(message="n'entre dans aucune part de l'enveloppe : non retenu")


def unmet(floor: Floor) -> Message:
    """A group that has fewer laureates than the rulebook wants."""
    return Message(
        message="Minimum de {least} non atteint ({group}) : aucun autre de ses projets ne pouvait être financé.",
        values={"least": floor.least, "group": floor.title},
    )


def could_not_correct() -> Message:
    """The corrective found no laureate that could give its place."""
    return Message(
        message="Le correctif ne suffisait pas à atteindre les minimums : ils ont été servis avant les autres projets."
    )


def moved(pot: str, left: Money, target: str) -> Message:
    """What a pot leaves to another."""
    return Message(
        message="Il reste {left} de « {pot} », qui vont à « {target} ».",
        values={"left": str(left), "pot": pot, "target": target},
    )


def kept(pot: str, left: Money) -> Message:
    """What a pot leaves to nobody."""
    return Message(message="Il reste {left} de « {pot} », non attribués.", values={"left": str(left), "pot": pot})
