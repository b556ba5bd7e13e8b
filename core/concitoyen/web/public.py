"""What the public may see of an edition at an instant: pages and API read through here and nowhere else.

Before publication a proposal that the count has already settled is shown as « on the ballot », and outcome, awards
and number of voters do not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypedDict

from concitoyen.domain.award import Amendment, Award
from concitoyen.domain.brackets import BracketTotal, published_totals
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.count import Outcome, Result
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.errors import NotFound
from concitoyen.domain.journal import Act
from concitoyen.domain.names import fold
from concitoyen.domain.proposal import PUBLIC, Proposal, Status
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, Engine
from concitoyen.usecases.open_vote import open_due_vote

SETTLED = frozenset({Status.LAUREATE, Status.NOT_RETAINED})


@dataclass(frozen=True)
class PublishedResults:
    """The outcome, the awards and the amendments of an edition whose results are public.

    `brackets` is who voted by age, `replaced` how many ballots were replaced before the closing, where the rulebook
    allows it, `paper` how many came on paper, `receipts_root` the root of the tree of receipts, 64 hexadecimal digits;
    `head` is the act of the publication, at which the journal of the bundle ends, whatever was written since.
    """

    outcome: Outcome
    awards: tuple[Award, ...]
    amendments: tuple[Amendment, ...]
    replaced: int | None = None
    paper: int = 0
    receipts_root: str = ""
    head: str = ""
    brackets: tuple[BracketTotal, ...] = ()

    @cached_property
    def by_proposal(self) -> Mapping[str, Result]:
        """The results of the count by proposal."""
        return {result.candidate: result for result in self.outcome.results}

    @cached_property
    def award_of(self) -> Mapping[str, Award]:
        """The awards by proposal."""
        return {award.proposal: award for award in self.awards}


@dataclass(frozen=True)
class PublicEdition:
    """An edition as anybody may read it at the instant `at`; `proposals` are in alphabetical order of titles."""

    edition: Edition
    rules: Rules
    at: datetime
    proposals: tuple[Proposal, ...]
    results: PublishedResults | None
    journal_head: str

    @property
    def vote_is_open(self) -> bool:
        """Whether a ballot can be cast now."""
        return self.rules.calendar.is_open(VOTE, self.at)

    @property
    def today(self) -> date:
        """The day on the clock of the edition."""
        return self.rules.calendar.local(self.at).date()

    @property
    def href(self) -> str:
        """The address of the edition's home page."""
        return f"/{self.edition.id}/"

    @cached_property
    def by_id(self) -> Mapping[str, Proposal]:
        """The public proposals by id."""
        return {proposal.id: proposal for proposal in self.proposals}

    def proposal(self, name: str) -> Proposal:
        """One public proposal; raises NotFound."""
        try:
            return self.by_id[name]
        except KeyError:
            msg = f"Aucun projet « {name} » n'est public dans cette édition."
            raise NotFound(msg) from None

    def place(self, proposal: Proposal) -> str:
        """The commune's name."""
        commune = self.rules.gazetteer.by_code.get(proposal.commune)
        return commune.name if commune else proposal.commune

    def territory(self, proposal: Proposal) -> str:
        """The territory's name."""
        return self.rules.gazetteer.territory_names.get(proposal.territory, proposal.territory)

    def themes(self, proposal: Proposal) -> tuple[str, ...]:
        """The names of the proposal's themes."""
        return tuple(self.rules.themes.get(theme, theme) for theme in proposal.themes)


def editions(engine: Engine, at: datetime) -> tuple[PublicEdition, ...]:
    """Every edition, the newest vote first."""
    with engine.read() as desk:
        found = [_public(desk, edition, engine.rules(edition), at) for edition in desk.work.editions.list()]
    return tuple(sorted(found, key=_newest_first, reverse=True))


def edition(engine: Engine, name: str, at: datetime) -> PublicEdition:
    """One edition; raises NotFound. The first reader after the opening minute opens the vote."""
    with engine.read() as desk:
        known, rules = desk.edition(name)
        if known.stage is not Stage.PREPARED or not rules.calendar.is_open(VOTE, at):
            return _public(desk, known, rules, at)
    with engine.begin() as desk:
        known, rules = desk.edition(name)
        return _public(desk, open_due_vote(desk, known, rules, at), rules, at)


def _public(desk: Desk, known: Edition, rules: Rules, at: datetime) -> PublicEdition:
    shown = [_masked(proposal, known) for proposal in desk.work.proposals.of(known.id) if proposal.status in PUBLIC]
    return PublicEdition(
        edition=known,
        rules=rules,
        at=at,
        proposals=tuple(sorted(shown, key=lambda proposal: (fold(proposal.title), proposal.id))),
        results=_results(desk, known, rules),
        journal_head=desk.work.journal.shown(known.id),
    )


def _masked(proposal: Proposal, known: Edition) -> Proposal:
    if known.results_are_public or proposal.status not in SETTLED:
        return proposal
    return proposal.model_copy(update={"status": Status.ON_THE_BALLOT, "status_reason": ""})


def _results(desk: Desk, known: Edition, rules: Rules) -> PublishedResults | None:
    if not known.results_are_public:
        return None
    acts = tuple(desk.work.journal.of(known.id))
    bounds = rules.rulebook.roll.brackets
    return PublishedResults(
        outcome=desk.work.outcomes.get(known.id),
        awards=tuple(desk.work.awards.of(known.id)),
        amendments=tuple(Amendment.model_validate(act.details) for act in acts if act.kind == "awards.amended"),
        head=next((act.hash for act in acts if act.kind == "results.published"), ""),
        brackets=published_totals(desk.work.brackets.totals(known.id), bounds) if bounds else (),
        **_told_by_the_count(acts),
    )


class _Told(TypedDict, total=False):
    replaced: int
    paper: int
    receipts_root: str


def _told_by_the_count(acts: Sequence[Act]) -> _Told:
    """What the act of the count tells besides the outcome."""
    counted = [act.details for act in acts if act.kind == "vote.counted"]
    found = _Told()
    if counted and isinstance(replaced := counted[-1].get("replaced"), int):
        found["replaced"] = replaced
    if counted and isinstance(root := counted[-1].get("receipts_root"), str):
        found["receipts_root"] = root
    channels = counted[-1].get("channels") if counted else None
    if isinstance(channels, dict) and isinstance(paper := channels.get("paper"), int):
        found["paper"] = paper
    return found


def _newest_first(item: PublicEdition) -> tuple[bool, datetime, str]:
    opening = item.rules.calendar.first_opening(VOTE) or item.edition.created_at
    return (item.edition.practice, opening, item.edition.id)
