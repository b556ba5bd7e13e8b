"""What a voter is told before marking a contest, the same on a screen and on paper: how, how many, within which sum."""

from collections.abc import Iterator, Mapping

from concitoyen.domain.contest import Contest, Marking
from concitoyen.domain.languages import to_translate
from concitoyen.domain.reasons import Message

FOR, AGAINST, NO_OPINION = to_translate("Pour"), to_translate("Contre"), to_translate("Sans avis")
"""The three ways to mark a project where one is for it or against it; the third is no mark."""


_CHECK = {
    "exactly": to_translate("Cochez {least} projets, ni plus ni moins."),
    "at most": to_translate("Cochez {most} projets au plus."),
    "between": to_translate("Cochez de {least} à {most} projets."),
    "at least": to_translate("Cochez au moins {least} projets."),
}
_RANK = {
    "exactly": to_translate("Donnez un rang à {least} projets, ni plus ni moins."),
    "at most": to_translate("Donnez un rang à {most} projets au plus."),
    "between": to_translate("Donnez un rang à {least} projets au moins, {most} au plus."),
    "at least": to_translate("Donnez un rang à {least} projets au moins."),
}
_SHARE = {
    "exactly": to_translate("Partagez-les entre {least} projets, ni plus ni moins."),
    "at most": to_translate("Partagez-les entre {most} projets au plus."),
    "between": to_translate("Partagez-les entre {least} projets au moins et {most} au plus."),
    "at least": to_translate("Partagez-les entre {least} projets au moins."),
}


def hints(contest: Contest, marking: Marking) -> tuple[Message, ...]:
    """What may be marked here, in short French sentences; `marking` is how a contest that does not say it is marked."""
    return tuple(_hints(contest, contest.marking or marking))


def hint(contest: Contest, marking: Marking) -> str:
    """The same in one line."""
    return " ".join(one.text for one in hints(contest, marking))


def _hints(contest: Contest, marking: Marking) -> Iterator[Message]:
    if contest.is_for_or_against:
        yield from _signs(contest)
    else:
        yield from _TOLD[marking](contest)
    if contest.sum_at_most is not None:
        yield Message(
            message="Ensemble, ils ne doivent pas coûter plus de {amount}.", values={"amount": str(contest.sum_at_most)}
        )
    for spread in contest.spreads:
        yield Message(message="Au plus {most} par {kind}.", values={"most": spread.most, "kind": spread.kind})
    if contest.optional and contest.least > 1:
        yield Message(message="Vous pouvez aussi laisser toute cette partie vide.")


def _one(contest: Contest) -> Iterator[Message]:
    must = contest.least and not contest.optional
    yield Message(message="Cochez un seul projet." if must else "Cochez un seul projet, ou aucun.")


def _several(contest: Contest) -> Iterator[Message]:
    if contest.most == 1:
        yield from _one(contest)
    elif _bound(contest) == "free":
        yield Message(message="Cochez autant de projets que vous voulez.")
    else:
        yield _bounded(_CHECK, contest)


def _rank(contest: Contest) -> Iterator[Message]:
    if contest.most == 1:
        yield Message(message="Donnez le rang 1 à un seul projet.")
        return
    if contest.least >= len(contest.candidates):
        yield Message(message="Donnez un rang à chaque projet.")
    elif _bound(contest) == "free":
        yield Message(message="Donnez un rang à autant de projets que vous voulez.")
    else:
        yield _bounded(_RANK, contest)
    yield Message(message="Le rang 1 est pour celui que vous préférez, puis 2, 3… Un rang ne sert qu'une fois.")


def _points(contest: Contest) -> Iterator[Message]:
    low, high = contest.values
    if contest.points is None:
        everyone = contest.least >= len(contest.candidates)
        yield Message(
            message="Donnez une note de {low} à {high} à chaque projet."
            if everyone
            else "Donnez une note de {low} à {high} aux projets que vous voulez.",
            values={"low": low, "high": high},
        )
        return
    least, most = contest.points
    yield Message(
        message="Vous avez un point à donner." if most == 1 else "Vous avez {most} points à partager.",
        values={"most": most},
    )
    if high < most:
        yield Message(message="Un projet en reçoit {high} au plus.", values={"high": high})
    if _bound(contest) != "free":
        yield _bounded(_SHARE, contest)
    if least == most > 1:
        yield Message(message="Donnez-les tous.")
    yield Message(message="Rien d'écrit, c'est zéro.")


def _signs(contest: Contest) -> Iterator[Message]:
    yield Message(message="Pour chaque projet, dites si vous êtes pour, contre, ou sans avis.")
    if contest.most_for is not None:
        yield Message(
            message="Un vote pour au plus." if contest.most_for == 1 else "{most} votes pour au plus.",
            values={"most": contest.most_for},
        )
    yield Message(
        message="Un vote contre au plus." if contest.most_against == 1 else "{most} votes contre au plus.",
        values={"most": contest.most_against or 0},
    )
    if contest.for_before_against:
        yield Message(
            message="Pour voter contre un projet, votez d'abord pour un autre."
            if contest.for_before_against == 1
            else "Pour voter contre un projet, votez d'abord pour {least} autres.",
            values={"least": contest.for_before_against},
        )


def _grade(contest: Contest) -> Iterator[Message]:
    if contest.default_grade is not None or contest.least < len(contest.candidates):
        yield Message(message="Donnez une mention aux projets que vous voulez.")
    else:
        yield Message(message="Donnez une mention à chaque projet.")


_TOLD = {"one": _one, "approve": _several, "rank": _rank, "points": _points, "grade": _grade}


def _bound(contest: Contest) -> str:
    """How the number of marks is bounded; « free » where it is not, or only by the number of projects."""
    if contest.least == contest.most:
        return "exactly"
    if contest.most >= len(contest.candidates):
        return "free" if contest.least <= 1 else "at least"
    return "at most" if contest.least <= 1 else "between"


def _bounded(told: Mapping[str, str], contest: Contest) -> Message:
    return Message(message=told[_bound(contest)], values={"least": contest.least, "most": contest.most})
