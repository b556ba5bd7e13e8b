"""A sound rule is told to be; a rule with one fault is told which, with the smallest election that shows it."""

import itertools
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, ClassVar

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot, Candidate
from concitoyen.domain.category import Category
from concitoyen.domain.contest import Marking
from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.domain.reasons import Message
from concitoyen.plugin.packs import Packs
from concitoyen.testing.axioms import Claim
from concitoyen.testing.check_voting_rule import check_voting_rule
from concitoyen.testing.elections import VALUES, ballots_of, candidates, elections, standing, told
from concitoyen_voting_rules.forms.favourites import Favourites
from concitoyen_voting_rules.forms.one_per_category import OnePerCategory
from concitoyen_voting_rules.rules.greedy import Greedy

REGISTERED = dict(Packs.discover().voting_rules)
PARAMETERS: dict[str, dict[str, Any]] = {"voting_rules:positional": {"scale": [3, 2, 1]}}
"""What a rule needs to be given, where it has parameters without default."""


@pytest.mark.parametrize("name", sorted(REGISTERED))
def test_every_registered_rule_satisfies_every_law(name: str) -> None:
    rule = REGISTERED[name](**PARAMETERS.get(name, {}))
    assert check_voting_rule(rule) == []


@pytest.mark.parametrize("name", sorted(REGISTERED))
def test_every_reason_that_a_registered_rule_gives_is_told_in_english(name: str) -> None:
    rule = REGISTERED[name](**PARAMETERS.get(name, {}))
    for marking in VALUES:
        for seed in range(3):
            election = _drawn(marking, seed)
            try:
                outcome = rule.count(election, (("testing:first-deposited", FIRST),))
            except CountError:
                break
            assert [message for message in _said(outcome) if not _is_english(message)] == []


def _said(outcome: Outcome) -> list[Message]:
    scores = [result.score for result in outcome.results if result.score]
    return [*(result.why for result in outcome.results), *scores, *outcome.notes]


def _is_english(message: Message) -> bool:
    """Whether catalogues know each clause; « 12 points » is the same in both languages."""
    known = message.told("en") != message.text or message.text.endswith((" point", " points"))
    return known and " ; " not in message.told("en")


@cache
def _drawn(marking: Marking, seed: int) -> Election:
    """An election with something to say: several candidates, several ballots, one of which cannot be paid.

    It is the smallest that can be found, the same for every rule.
    """
    found: Election = find(
        elections(marking=marking),
        lambda one: len(one.candidates) > 2 + seed % 2 and len(one.ballots) > 1 + seed and one.envelope > Money(300),
    )
    return found


class FirstByName(TieBreak):
    """The first in the alphabet: not neutral."""

    id: ClassVar[str] = "first-by-name"
    title: ClassVar[str] = "L'ordre alphabétique"

    def key(self, candidate: Candidate, election: Election) -> str:
        return candidate.id


class FirstDeposited(TieBreak):
    """The first come."""

    id: ClassVar[str] = "first"
    title: ClassVar[str] = "Le premier"

    def key(self, candidate: Candidate, election: Election) -> int:
        return candidate.order


FIRST = FirstDeposited()
Ties = Sequence[tuple[str, TieBreak]]
CALLS = itertools.count()


class Spoiled(VotingRule):
    """Greedy, but for one fault."""

    id: ClassVar[str] = "spoiled"
    title: ClassVar[str] = "Faussée"

    fault: str

    def count(self, election: Election, ties: Ties) -> Outcome:
        return SPOILT[self.fault](election, ties)


def good(election: Election, ties: Ties) -> Outcome:
    return Greedy(minimum_votes=1).count(election, ties)


def funds_all(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    return outcome.model_copy(
        update={
            "results": tuple(
                result.model_copy(update={"decision": "funded", "amount": election.by_id[result.candidate].cost})
                if result.votes
                else result
                for result in outcome.results
            ),
            "rounds": tuple(
                step.model_copy(update={"decision": "funded"}) if outcome.result(step.candidate).votes else step
                for step in outcome.rounds
            ),
        }
    )


def pays_too_much(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    free = [result for result in outcome.funded if result.amount < outcome.balance]
    if not free:
        return outcome
    dear = free[0].model_copy(update={"amount": free[0].amount + Money(1)})
    return outcome.model_copy(update={"results": tuple(dear if one == free[0] else one for one in outcome.results)})


def pays_the_losers(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    results = [
        result.model_copy(update={"amount": Money(1)}) if result.decision == "not-funded" else result
        for result in outcome.results
    ]
    return outcome.model_copy(update={"results": tuple(results)})


def forgets_the_last(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    return outcome.model_copy(update={"results": outcome.results[:-1]})


def ranks_from_zero(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    results = [result.model_copy(update={"rank": result.rank - 1}) for result in outcome.results]
    return outcome.model_copy(update={"results": tuple(results)})


def counts_one_voter_more(election: Election, ties: Ties) -> Outcome:
    return good(election, ties).model_copy(update={"voters": election.voters + 1})


def has_no_rounds(election: Election, ties: Ties) -> Outcome:
    return good(election, ties).model_copy(update={"rounds": ()})


def says_two_things(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    rounds = [step.model_copy(update={"decision": "not-funded"}) for step in outcome.rounds]
    return outcome.model_copy(update={"rounds": tuple(rounds)})


def counts_rounds_from_zero(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    rounds = [step.model_copy(update={"number": step.number - 1}) for step in outcome.rounds]
    return outcome.model_copy(update={"rounds": tuple(rounds)})


def pays_in_the_dark(election: Election, ties: Ties) -> Outcome:
    outcome = good(election, ties)
    rounds = [step.model_copy(update={"remaining_after": Money(-1)}) for step in outcome.rounds]
    return outcome.model_copy(update={"rounds": tuple(rounds)})


def with_reason(why: Message) -> Callable[[Election, Ties], Outcome]:
    def spoilt(election: Election, ties: Ties) -> Outcome:
        outcome = good(election, ties)
        results = [result.model_copy(update={"why": why}) for result in outcome.results]
        return outcome.model_copy(update={"results": tuple(results)})

    return spoilt


def draws_lots(election: Election, ties: Ties) -> Outcome:
    return good(election, ties).model_copy(update={"draw_seed": str(next(CALLS))})


def listens_to_the_first_ballot(election: Election, ties: Ties) -> Outcome:
    return good(election.model_copy(update={"ballots": election.ballots[:1]}), ties).model_copy(
        update={"voters": election.voters}
    )


def counts_papers_not_voters(election: Election, ties: Ties) -> Outcome:
    light = tuple(cast.model_copy(update={"weight": 1}) for cast in election.ballots)
    return good(election.model_copy(update={"ballots": light}), ties).model_copy(update={"voters": election.voters})


def goes_by_the_list(election: Election, ties: Ties) -> Outcome:
    order = {one.id: place for place, one in enumerate(election.candidates, start=1)}
    listed = [one.model_copy(update={"order": order[one.id]}) for one in election.candidates]
    return good(election.model_copy(update={"candidates": tuple(listed)}), ties)


def goes_by_the_alphabet(election: Election, ties: Ties) -> Outcome:
    return good(election, (("x:first-by-name", FirstByName()), *ties))


def funds_unasked(election: Election, ties: Ties) -> Outcome:
    unasked = [Ballot(choices={"projets": {one.id: 1}}) for one in election.candidates]
    cast = election.ballots or tuple(WeightedBallot(ballot=ballot, weight=1) for ballot in unasked)
    outcome = good(election.model_copy(update={"ballots": cast}), ties)
    return outcome.model_copy(update={"voters": election.voters})


def crashes(election: Election, ties: Ties) -> Outcome:
    if election.candidates and election.by_id["a"].cost == Money(0):
        raise ZeroDivisionError("division by zero")
    return good(election, ties)


SPOILT: dict[str, Callable[[Election, Ties], Outcome]] = {
    "funds all": funds_all,
    "pays too much": pays_too_much,
    "pays the losers": pays_the_losers,
    "forgets the last": forgets_the_last,
    "ranks from zero": ranks_from_zero,
    "one voter more": counts_one_voter_more,
    "no rounds": has_no_rounds,
    "two things": says_two_things,
    "rounds from zero": counts_rounds_from_zero,
    "in the dark": pays_in_the_dark,
    "no reason": with_reason(Message(message=" ")),
    "a broken reason": with_reason(Message(message="il restait {left}")),
    "draws lots": draws_lots,
    "the first ballot": listens_to_the_first_ballot,
    "papers": counts_papers_not_voters,
    "the list": goes_by_the_list,
    "the alphabet": goes_by_the_alphabet,
    "unasked": funds_unasked,
    "crash": crashes,
}
FOUND = {
    "funds all": (
        "dépense 1 € pour une enveloppe de 0 €. Plus petit exemple : "
        "enveloppe 0 € ; a coûte 1 € ; bulletins : 1 × [a]. Loi : budget."
    ),
    "pays too much": "donne 0,01 € à « a », qui coûte 0 €.",
    "pays the losers": "donne 0,01 € à « a », qui n'est pas retenu.",
    "forgets the last": "donne un résultat à personne, les candidats étant a.",
    "ranks from zero": "donne des rangs qui ne vont pas de 1 au dernier, dans l'ordre.",
    "one voter more": "annonce 1 votants et 0 €, et non 0 et 0 €.",
    "no rounds": "n'a pas de tour pour « a » : la trace ne dit pas quand il a été examiné.",
    "two things": "dit de « a » funded au résultat, not-funded au dernier tour.",
    "rounds from zero": "numérote ses tours autrement que 1, 2, 3…",
    "in the dark": "change ce qui reste au tour 1, où « a » n'est pas retenu.",
    "no reason": "ne dit pas pourquoi « a » est not-funded.",
    "a broken reason": "explique « a » par une phrase mal formée (KeyError('left')).",
    "draws lots": "donne deux résultats différents pour la même élection",
    "the first ballot": "change de résultat quand les bulletins ",
    "papers": "change de résultat quand les bulletins égaux sont comptés un par un.",
    "the list": "change de résultat quand les candidats sont lus dans l'autre sens.",
    "the alphabet": "change de résultat quand les candidats changent d'identifiant.",
    "unasked": "retient « a » alors que personne n'a voté.",
    "crash": "s'arrête sur ZeroDivisionError (division by zero).",
}


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("fault", SPOILT)
def test_a_rule_with_one_fault_is_told_which(fault: str) -> None:
    said = [plain(one) for one in check_voting_rule(Spoiled(fault=fault), examples=35)]
    assert said
    assert any(one.startswith(f"« spoiled » {FOUND[fault]}") for one in said), said


def test_a_rule_that_may_exceed_the_envelope_by_so_much_is_told_no_fault_for_it() -> None:
    assert check_voting_rule(Spoiled(fault="funds all"), overshoot=Money(10**18), examples=40) == []


class Refusing(Greedy):
    """Takes no ballot at all."""

    def count(self, election: Election, ties: Ties) -> Outcome:
        raise CountError("aucune forme ne convient")


def test_a_rule_that_refuses_every_form_is_told_so() -> None:
    assert check_voting_rule(Refusing()) == [
        "« greedy » refuse toutes les formes de bulletin essayées : approve, points, rank, grade."
    ]


class Contrary(Greedy):
    """The fewer voices, the better."""

    def count(self, election: Election, ties: Ties) -> Outcome:
        votes = super().count(election, ties)
        lowest = [result.candidate for result in reversed(votes.results)]
        order = {name: place for place, name in enumerate(lowest, start=1)}
        ranked = [one.model_copy(update={"order": order[one.id]}) for one in election.candidates]
        blank = [cast.model_copy(update={"ballot": Ballot(choices={})}) for cast in election.ballots]
        again = election.model_copy(update={"candidates": tuple(ranked), "ballots": tuple(blank)})
        return super().count(again, ties)


@pytest.mark.parametrize(
    ("rule", "claim", "fault"),
    [
        (Greedy(minimum_votes=2), "exhaustiveness", "quand « c », choisi, n'en coûte que 0 €."),
        (Contrary(), "monotonicity", "écarte « "),
        (Greedy(), "ejr-cost", "lèse 1 votants sur 2 qui veulent "),
        (Greedy(), "ejr-number", "lèse 1 votants sur 2 qui veulent "),
        (Greedy(), "pjr-cost", "et ils n'ont pas autant à eux tous, même à un projet près"),
        (Greedy(), "pjr-number", "et ils n'ont pas autant à eux tous, même à un projet près"),
    ],
    ids=["exhaustiveness", "monotonicity", "ejr-cost", "ejr-number", "pjr-cost", "pjr-number"],
)
def test_a_false_claim_is_disproved(rule: VotingRule, claim: Claim, fault: str) -> None:
    said = [plain(one) for one in check_voting_rule(rule, claims=[claim])]
    assert any(fault in one and f"Propriété annoncée : {claim}." in one for one in said), said


FORMS = [Favourites(at_most=2), Favourites(exactly=2), OnePerCategory(), OnePerCategory(may_abstain=False)]
CATEGORIES = (Category(id="vert", title="Vert"), Category(id="bleu", title="Bleu"))


@given(st.data())
def test_ballots_are_drawn_that_a_form_accepts(data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(FORMS))
    some = [
        one.model_copy(update={"category": "vert" if one.order % 2 else "bleu"})
        for one in standing(data.draw(st.lists(st.integers(0, 3), min_size=2, max_size=5)))
    ]
    ballot = data.draw(ballots_of(form, some, CATEGORIES))
    assert form.objections(ballot, form.contests(some, CATEGORIES), "") == ()


@pytest.mark.parametrize("marking", VALUES)
def test_elections_are_drawn_for_each_way_of_marking(marking: Marking) -> None:
    found = find(elections(marking=marking), lambda one: any(not cast.ballot.is_blank for cast in one.ballots))
    contest = found.contests[0]
    assert [list(contest.faults(cast.ballot.choices.get(contest.id, {}))) for cast in found.ballots] == [
        [] for _ in found.ballots
    ]


@given(candidates(most=3, costs=(2, 4), unit=1))
def test_candidates_keep_their_bounds(some: tuple[Any, ...]) -> None:
    assert len(some) <= 3
    assert all(Money(2) <= one.cost <= Money(4) for one in some)


def test_an_election_is_told_with_its_values() -> None:
    found = find(elections(marking="points"), lambda one: any(not cast.ballot.is_blank for cast in one.ballots))
    assert plain(told(found)) == "enveloppe 0 € ; a coûte 0 € ; bulletins : 1 × [a]"
