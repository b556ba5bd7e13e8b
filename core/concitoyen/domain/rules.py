"""A rulebook put to work: every id replaced by the rule that a pack gives, ready to answer with reasons."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from types import MappingProxyType

from concitoyen.domain.award import BudgetLine
from concitoyen.domain.ballot import Ballot, BallotForm, Candidate, Contest, Spread
from concitoyen.domain.calendar import Calendar
from concitoyen.domain.category import Cap, Category, CategoryScheme, Grant, grant
from concitoyen.domain.channel import Channel
from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.composition.pots import Composition
from concitoyen.domain.count import Election, Outcome, TieBreak, VotingRule, WeightedBallot
from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import Refused
from concitoyen.domain.groups import Titles
from concitoyen.domain.identity import Declared, IdentityProvider
from concitoyen.domain.money import amounts_in
from concitoyen.domain.people import EligibilityRule, Person, Terms
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Objection
from concitoyen.domain.rulebook import Rulebook
from concitoyen.domain.territory import Gazetteer, cantons_of


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The working rules of one edition; built by `concitoyen.plugin.binding.bind`."""

    rulebook: Rulebook
    gazetteer: Gazetteer
    eligibility: tuple[tuple[EligibilityRule, Terms], ...]
    providers: Mapping[str, IdentityProvider]
    scheme: CategoryScheme
    categories: tuple[Category, ...]
    caps: Mapping[str, Cap]
    cap_articles: Mapping[str, str]
    themes: Mapping[str, str]
    form: BallotForm
    voting_rule: VotingRule
    ties: tuple[tuple[str, TieBreak], ...]
    documents: Mapping[str, DocumentModel]
    around: Composition

    @property
    def calendar(self) -> Calendar:
        """When each phase is open."""
        return self.rulebook.calendar

    @property
    def currency(self) -> str:
        """The currency in which amounts are told, empty for euros."""
        code = self.rulebook.edition.currency
        return "" if code == "EUR" else code

    @property
    def budget_lines(self) -> tuple[BudgetLine, ...]:
        """The lines of the budget that may be charged."""
        return tuple(table.as_line() for table in self.rulebook.budget_lines)

    @property
    def category_titles(self) -> Mapping[str, str]:
        """Titles of categories by id."""
        return MappingProxyType({category.id: category.title for category in self.categories})

    def grant(self, proposal: Proposal) -> Grant:
        """What the proposal receives if it is a laureate, and why."""
        return grant(proposal, self.caps, self.cap_articles)

    @cached_property
    def takes_their_word(self) -> bool:
        """Whether what voters declare of themselves is enough, be it one way among others."""
        return any(isinstance(provider, Declared) for provider in self.providers.values())

    def person_objections(self, person: Person) -> tuple[Objection, ...]:
        """Every reason why this person may not vote; first of all, a commune that several bear the name of."""
        found = list(self._commune_objections(person))
        for rule, terms in self.eligibility:
            found += rule.objections(person, terms)
        return tuple(found)

    def _commune_objections(self, person: Person) -> Sequence[Objection]:
        homonyms = self.gazetteer.find(person.commune)
        if len(homonyms) <= 1:
            return ()
        choices = " ou ".join(f"{commune.name} ({commune.code})" for commune in homonyms)
        return [
            Objection(
                rule="core:commune",
                message="Plusieurs communes s'appellent « {name} » : choisissez {choices}.",
                values={"name": person.commune, "choices": choices},
                field="commune",
            )
        ]

    def candidates(self, proposals: Sequence[Proposal]) -> tuple[Candidate, ...]:
        """The ballot's candidates in order of deposit, each at the cost of its grant; same instant, same order.

        Raises Refused for a proposal outside the rulebook's categories: no cap would hold it.
        """
        self._refuse_uncategorised(proposals)
        places = self.gazetteer.by_code
        instants = sorted({_deposited(proposal) for proposal in proposals})
        return tuple(
            Candidate(
                id=proposal.id,
                title=proposal.title,
                cost=self.grant(proposal).amount,
                order=instants.index(_deposited(proposal)) + 1,
                category=proposal.category,
                territory=proposal.territory,
                commune=proposal.commune,
                cantons=cantons_of(place) if (place := places.get(proposal.commune)) else (),
                epci=place.epci if place else "",
                bearer=proposal.structure,
                labels=proposal.labels,
                themes=proposal.themes,
            )
            for proposal in sorted(proposals, key=lambda proposal: (_deposited(proposal), proposal.id))
        )

    def _refuse_uncategorised(self, proposals: Sequence[Proposal]) -> None:
        stray = [
            Objection(
                rule="core:category",
                message="« {title} » n'est dans aucune catégorie du règlement ({known}).",
                values={"title": proposal.title, "known": ", ".join(self.category_titles)},
                field="category",
            )
            for proposal in proposals
            if self.categories and proposal.category not in self.category_titles
        ]
        if stray:
            raise Refused(stray)

    def contests(self, candidates: Sequence[Candidate]) -> tuple[Contest, ...]:
        """The contests on the ballot, groups called by their names where marks in them are bounded."""
        found = self.form.contests(candidates, self.categories)
        if not any(contest.spreads for contest in found):
            return found
        titles = self.composition(candidates).titles
        return tuple(_naming(contest, titles) for contest in found)

    def ballot_objections(self, ballot: Ballot, contests: Sequence[Contest]) -> tuple[Objection, ...]:
        """Every reason why this ballot is not valid, in the name of the form that the rulebook chose."""
        # Said in the currency of the edition wherever it is asked, in a thread of its own too.
        with amounts_in(self.currency) if self.currency else nullcontext():
            found = self.form.objections(ballot, contests, self._form_article)
        return tuple([objection.model_copy(update={"rule": self.rulebook.ballot.form}) for objection in found])

    @cached_property
    def _form_article(self) -> str:
        basis = self.rulebook.ballot.basis("form")
        return basis.text if basis else ""

    @property
    def weighs_channels(self) -> bool:
        """Whether ballots weigh by the channel through which they come, and so must tell it."""
        return bool(self.around.weights)

    def cast_by(self, ballot: Ballot, channel: Channel) -> Ballot:
        """The ballot as it is sealed: it tells its channel where voters weigh by it, whatever it claims itself."""
        told = channel if self.weighs_channels else ""
        return ballot if ballot.channel == told else ballot.model_copy(update={"channel": told})

    def tells_rightly(self, ballot: Ballot) -> bool:
        """Whether a ballot tells its channel where it must, and only there."""
        return bool(ballot.channel) == self.weighs_channels

    def election(
        self, candidates: Sequence[Candidate], ballots: Sequence[WeightedBallot], draw_seed: str = ""
    ) -> Election:
        """What the voting rule may know of the vote."""
        return Election(
            candidates=tuple(candidates),
            contests=self.contests(candidates),
            ballots=tuple(ballots),
            envelope=self.rulebook.count.envelope,
            draw_seed=draw_seed,
            currency=self.currency,
        )

    def composition(self, candidates: Sequence[Candidate]) -> Composition:
        """All that the rulebook asks of the count, bearers called by their names."""
        bearers = {one.groups("bearer")[0]: one.bearer for one in reversed(candidates) if one.groups("bearer")}
        return replace(self.around, titles={**self.around.titles, "bearer": bearers})

    def count(self, candidates: Sequence[Candidate], ballots: Sequence[WeightedBallot], draw_seed: str = "") -> Outcome:
        """The outcome of the count under the rulebook's voting rule and all that it asks around it."""
        return composed(self.election(candidates, ballots, draw_seed), self.composition(candidates))


def _naming(contest: Contest, titles: Titles) -> Contest:
    return contest.model_copy(update={"spreads": tuple(_named(spread, titles) for spread in contest.spreads)})


def _named(spread: Spread, titles: Titles) -> Spread:
    names = titles.get(spread.by, {})
    standing = {group for groups in spread.groups.values() for group in groups}
    return spread.model_copy(update={"names": {group: name for group, name in names.items() if group in standing}})


def _deposited(proposal: Proposal) -> datetime:
    """The instant of deposit; a proposal without one comes after all others."""
    return proposal.deposited_at or datetime.max.replace(tzinfo=UTC)
