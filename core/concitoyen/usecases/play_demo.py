"""Play a demonstration: an edition from its rulebook to its published laureates, through the same acts as the site."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from concitoyen.domain.calendar import DEPOSIT, LABELLING, STANDING, VOTE, Phase
from concitoyen.domain.edition import Edition
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.domain.rules import Rules
from concitoyen.domain.urn import Fate
from concitoyen.plugin import Demonstration
from concitoyen.plugin.binding import read_rules
from concitoyen.sealing.shares import rebuild_key
from concitoyen.usecases.amend_awards import amend_awards
from concitoyen.usecases.cast_ballot import ballot_paper
from concitoyen.usecases.close_and_count import close_and_count
from concitoyen.usecases.create_edition import create_edition
from concitoyen.usecases.deposit_proposal import ProposalFile, deposit_proposal
from concitoyen.usecases.desk import Desk, Engine, Signature
from concitoyen.usecases.form_bureau import form_bureau
from concitoyen.usecases.hand_in_ballots import hand_in
from concitoyen.usecases.judge_proposal import confirm_standing, label_proposal
from concitoyen.usecases.open_vote import open_due_vote
from concitoyen.usecases.publish_results import publish_results
from concitoyen.usecases.simulate_voters import Electorate, visits

BEARER, COMMITTEE, STAFF, ASSEMBLY = (
    "porteur",
    "comité de labellisation",
    "mission ESS",
    "commission permanente",
)

BUREAU = ("Présidente du bureau", "Premier assesseur", "Deuxième assesseure", "Troisième assesseur", "Secrétaire")
THRESHOLD = 3

Progress = Callable[[str, int, int], None]
"""Told the step, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Played:
    """What a demonstration leaves: the edition, and what the roll and the list of laureates were on the way."""

    edition: str
    seed: int
    accepted: int
    refused: Mapping[str, int]
    before_amendment: tuple[int, Money]
    after_amendment: tuple[int, Money]


def play_demo(engine: Engine, demonstration: Demonstration, seed: int, progress: Progress) -> Played:
    """Play a demonstration on an engine whose store does not hold its edition yet; the same seed gives the same."""
    edition, rules = _prepare(engine, demonstration, seed, progress)
    shares = _form_bureau(engine, edition, rules, seed)
    accepted, refused = _vote(engine, edition, rules, demonstration, seed, progress)
    opening_key = rebuild_key(shares[:THRESHOLD]) if shares else None
    before, after = _decide(engine, edition, rules, demonstration, seed, opening_key)
    return Played(
        edition=edition.id,
        seed=seed,
        accepted=accepted,
        refused=refused,
        before_amendment=before,
        after_amendment=after,
    )


def _prepare(engine: Engine, demonstration: Demonstration, seed: int, progress: Progress) -> tuple[Edition, Rules]:
    source = engine.packs.rulebooks.choose(demonstration.rulebook)
    text = source.text()
    with engine.begin() as desk:
        first = min(phase.opens for phase in read_rules(text, desk.packs, source.file.name).calendar.phases)
        opened = create_edition(
            desk, text, Signature(STAFF, first - timedelta(days=14)), source=source.file.name, simulated=True
        )
        return file_proposals(desk, opened.id, demonstration, seed, progress)


def file_proposals(
    desk: Desk, edition_id: str, demonstration: Demonstration, seed: int, progress: Progress
) -> tuple[Edition, Rules]:
    """Deposit, label and confirm the proposals of a demonstration, spread over the phases of the edition."""
    rows = list(desk.packs.datasets.choose(demonstration.proposals).rows())
    random = Random(f"files {seed}")  # noqa: S311 - a replayable demonstration, not a secret
    edition, rules = desk.edition(edition_id)
    instants = [_spread(_phase(rules, kind), len(rows)) for kind in (DEPOSIT, LABELLING, STANDING)]
    # A file's place in the annex says nothing of when it was deposited: the order is drawn.
    order = sorted(rows, key=lambda _: random.random())
    for number, (row, deposit, label, confirm) in enumerate(zip(order, *instants, strict=True), 1):
        proposal = deposit_proposal(desk, edition.id, _file(row, rules, random), Signature(BEARER, deposit))
        label_proposal(desk, edition.id, proposal.id, _labels(row, rules), Signature(COMMITTEE, label))
        confirm_standing(desk, edition.id, proposal.id, Signature(BEARER, confirm))
        progress("Dossiers déposés, labellisés, confirmés", number, len(rows))
    return edition, rules


def _file(row: Mapping[str, str], rules: Rules, random: Random) -> ProposalFile:
    """A bearer's file: the real initiative, with a cost and a request drawn where the annex does not print them.

    An award below the cap of its category can only be what was asked; above, the request is at least the cap.
    """
    awarded = Money.euros(int(row["amount_eur"]))
    probe = Proposal(
        id="probe",
        edition="probe",
        title="probe",
        commune="",
        territory="",
        category=row["category"],
        total_cost=Money(10**12),
        requested=Money(10**12),
    )
    ceiling = rules.grant(probe).amount
    asked = awarded if awarded < ceiling else Money.euros(awarded.cents // 100 + 100 * int(random.random() * 60))
    total = Money.euros(asked.cents // 100 * 2 + 250 * int(random.random() * 80))
    return ProposalFile(
        id=row["id"],
        title=row["initiative"],
        structure=row["structure"],
        legal_form=row["legal_form"],
        summary=row["description"],
        commune=row["commune"],
        category=row["category"],
        themes=tuple(row["themes"].split()),
        total_cost=total,
        requested=asked,
    )


def _labels(row: Mapping[str, str], rules: Rules) -> frozenset[str]:
    category = next(category for category in rules.categories if category.id == row["category"])
    return frozenset(category.combines or (category.id,))


def _form_bureau(engine: Engine, edition: Edition, rules: Rules, seed: int) -> list[str]:
    """The words of each member of an invented bureau, on the eve of the vote."""
    if rules.rulebook.urn.sealing != "bureau":
        return []
    chance = Random(f"bureau {seed}").randbytes  # noqa: S311 - as above
    eve = Signature(STAFF, _phase(rules, VOTE).opens - timedelta(hours=15))
    with engine.begin() as desk:
        return [share.words for share in form_bureau(desk, edition.id, BUREAU, THRESHOLD, eve, chance=chance)]


def _vote(
    engine: Engine,
    edition: Edition,
    rules: Rules,
    demonstration: Demonstration,
    seed: int,
    progress: Progress,
) -> tuple[int, Mapping[str, int]]:
    random = Random(f"voters {seed}")  # noqa: S311 - as above
    chance = Random(f"urn {seed}").randbytes  # noqa: S311 - as above
    phase = _phase(rules, VOTE)
    with engine.begin() as desk:
        open_due_vote(desk, edition, rules, phase.opens)
        frozen, _ = desk.edition(edition.id)
        paper = ballot_paper(desk, frozen, rules)
        on_the_ballot = desk.work.proposals.of(edition.id, statuses=[Status.ON_THE_BALLOT])
    electorate = Electorate(
        gazetteer=rules.gazetteer,
        candidates=rules.candidates(on_the_ballot),
        contests=paper,
        phase=phase,
        ages=demonstration.ages,
        elsewhere=demonstration.elsewhere,
        last=demonstration.last,
        abstention=demonstration.abstention_per_contest,
    )
    ineligible = demonstration.voters * demonstration.ineligible_per_thousand // 1000
    coming = visits(electorate, eligible=demonstration.voters, ineligible=ineligible, random=random)
    tally = Counter[str]()
    for batch in hand_in(engine, edition.id, coming, chance):
        tally.update(batch)
        progress("Bulletins simulés", tally.total(), demonstration.voters + ineligible)
    accepted = tally.pop(Fate.KEPT, 0)
    return accepted, dict(sorted(tally.items()))


def _decide(
    engine: Engine,
    edition: Edition,
    rules: Rules,
    demonstration: Demonstration,
    seed: int,
    opening_key: bytes | None,
) -> tuple[tuple[int, Money], tuple[int, Money]]:
    closing = _phase(rules, VOTE).closes
    meeting = _local_noon(rules, demonstration)
    outcome = close_and_count(
        engine,
        edition.id,
        Signature(STAFF, closing + timedelta(hours=9)),
        opening_key=opening_key,
        draw_seed=f"démonstration {seed}",
    )
    before = (len(outcome.funded), outcome.spent)
    after = before
    with engine.begin() as desk:
        if demonstration.amendment:
            awards = amend_awards(desk, edition.id, demonstration.amendment, Signature(ASSEMBLY, meeting))
            after = (len(awards), Money(sum(award.amount.cents for award in awards)))
        publish_results(
            desk,
            edition.id,
            Signature(ASSEMBLY, meeting + timedelta(hours=4)),
            deliberation=demonstration.deliberation,
        )
    return before, after


def _local_noon(rules: Rules, demonstration: Demonstration) -> datetime:
    closing = rules.calendar.local(_phase(rules, VOTE).closes)
    day = demonstration.deliberation.day
    return closing.replace(year=day.year, month=day.month, day=day.day, hour=12)


def _phase(rules: Rules, kind: str) -> Phase:
    return rules.calendar.of_kind(kind)[0]


def _spread(phase: Phase, count: int) -> list[datetime]:
    step = (phase.closes - phase.opens) / (count + 1)
    return [phase.opens + step * number for number in range(1, count + 1)]
