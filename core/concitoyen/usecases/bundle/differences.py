"""Where two outcomes differ: which project, which figure, in French."""

from collections.abc import Iterator, Sequence

from concitoyen.domain.award import Award
from concitoyen.domain.count import Outcome, Result

DECISIONS = {"funded": "financé", "not-funded": "non financé"}


def outcomes_apart(recount: Outcome, published: Outcome) -> Iterator[str]:
    """Each project whose result is not that of the recount; then what concerns none of them."""
    if recount == published:
        return
    told = list(_results_apart(recount, published))
    yield from told
    for name, what in (("rule", "la règle"), ("envelope", "l'enveloppe"), ("voters", "le nombre de votants")):
        one, other = getattr(recount, name), getattr(published, name)
        if one != other:
            yield f"{what} : {one} recompté, {other} publié"
    for name, what in (("rounds", "les étapes"), ("ties", "les égalités"), ("notes", "les remarques")):
        if not told and getattr(recount, name) != getattr(published, name):
            yield f"{what} du dépouillement ne sont pas celles du recompte"
    if recount.draw_seed != published.draw_seed:
        yield f"la graine du tirage : « {recount.draw_seed} » au journal, « {published.draw_seed} » publiée"


def _results_apart(recount: Outcome, published: Outcome) -> Iterator[str]:
    ours = {result.candidate: result for result in recount.results}
    theirs = {result.candidate: result for result in published.results}
    for name in sorted({*ours, *theirs}):
        one, other = ours.get(name), theirs.get(name)
        if one is None or other is None:
            where = "le résultat publié" if other is None else "le recompte"
            yield f"« {name} » n'est pas dans {where}"
        elif one != other:
            yield f"« {name} » : {', '.join(_figures_apart(one, other))}"


def _figures_apart(one: Result, other: Result) -> Iterator[str]:
    if one.votes != other.votes:
        yield f"{one.votes} voix recomptées, {other.votes} publiées"
    if one.rank != other.rank:
        yield f"rang {one.rank} recompté, {other.rank} publié"
    if one.decision != other.decision:
        yield f"{DECISIONS[one.decision]} au recompte, {DECISIONS[other.decision]} publié"
    if one.amount != other.amount:
        yield f"{one.amount} recomptés, {other.amount} publiés"
    if (one.votes, one.rank, one.decision, one.amount) == (other.votes, other.rank, other.decision, other.amount):
        yield "le motif publié n'est pas celui du recompte"


def awards_apart(recount: Sequence[Award], published: Sequence[Award]) -> Iterator[str]:
    """Each award that does not follow from the count and the amendments."""
    ours, theirs = ({award.proposal: award for award in awards} for awards in (recount, published))
    for name in sorted({*ours, *theirs}):
        one, other = ours.get(name), theirs.get(name)
        if other is None:
            yield f"« {name} » doit être lauréat et n'est pas dans la liste publiée"
        elif one is None:
            yield f"« {name} » est dans la liste publiée sans que le dépouillement ni un amendement le dise"
        elif one != other:
            yield f"« {name} » : {one.amount} sur la ligne {one.line} attendus, {other.amount} sur {other.line} publiés"
    if len(published) != len(theirs):
        yield "un projet est deux fois dans la liste publiée"
