"""Faults of amounts: costs against the budget, the decision against the budget, what could still be funded."""

from collections.abc import Iterator

from concitoyen_voting_rules.pabulib.check_tables import Found
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.official import SELECTED, Scores, scores_of
from concitoyen_voting_rules.pabulib.readings import SENTINEL, threshold

_GREEDY = {"greedy": "error", "greedy-threshold": "error", "greedy-exclusive": "warning", "greedy-custom": "warning"}


def money_faults(election: PbElection) -> Iterator[Found]:
    """The faults of amounts."""
    selected = election.projects.whole("selected") or (None,) * len(election.ids)
    taken = [index for index, value in enumerate(selected) if value == SELECTED]
    yield from _cost_faults(election, taken)
    spent = sum(int(election.costs[index]) for index in taken)
    if spent > election.budget:
        budget = election.told(election.budget)
        text = f"les projets retenus coûtent {election.told(spent)}, le budget est de {budget}."
        yield Found("error", "budget-exceeded", text)
    everything = sum(int(cost) for cost in election.costs)
    if election.meta.get("fully_funded", ""):
        if election.budget < everything:
            text = f"fully_funded, or tous les projets coûtent {election.told(everything)}, plus que le budget."
            yield Found("error", "fully-funded", text)
        return
    if election.budget >= everything:
        yield Found("error", "all-affordable", "le budget paie tous les projets : il manque fully_funded = 1.")
    left_out = [index for index, value in enumerate(selected) if value == 0]
    yield from _unspent(election, left_out, election.budget - spent)


def _cost_faults(election: PbElection, taken: list[int]) -> Iterator[Found]:
    sentinel = SENTINEL * 10**election.unit.decimals
    place = election.projects.columns.index("cost")
    for index, row in enumerate(election.projects.rows):
        cost, name = int(election.costs[index]), election.ids[index]
        at = (row.line, row.column(place))
        if cost == sentinel and index in taken:
            text = f"{name} est retenu, or son coût de {SENTINEL} dit qu'il est retiré."
            yield Found("error", "withdrawn-selected", text, *at)
        if cost < 10**election.unit.decimals:
            yield Found("error", "no-cost", f"{name} ne coûte rien.", *at)
        elif cost > election.budget:
            known = cost == sentinel
            text = f"{name} coûte {election.told(cost)}, plus que le budget{' (projet retiré)' if known else ''}."
            yield Found("warning" if known else "error", "dearer-than-budget", text, *at, str(known))


def _unspent(election: PbElection, left_out: list[int], money: int) -> Iterator[Found]:
    """Projects that what is left would pay, were they looked at from the highest score down."""
    level = _GREEDY.get(election.meta.rule)
    if level is None:
        return
    scores: Scores = scores_of(election)
    least = threshold(election, scores)
    fundable = []
    for index in sorted(left_out, key=lambda one: -scores.values[one]):
        if scores.values[index] >= least and int(election.costs[index]) <= money:
            money -= int(election.costs[index])
            fundable.append(election.ids[index])
    if fundable:
        text = f"ce qui reste paierait encore {', '.join(fundable)}."
        yield Found("error" if level == "error" else "warning", "unused-budget", text)
