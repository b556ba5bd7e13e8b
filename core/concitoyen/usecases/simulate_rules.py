"""What other rules, envelopes or caps would have given with the same ballots: nothing is kept, nothing is decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from pydantic import Field

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.category import Cap, Ceiling
from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.composition.pots import Composition
from concitoyen.domain.conditions import Limit
from concitoyen.domain.count import Election, Outcome, VotingRule
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.errors import CountError
from concitoyen.domain.measure import Measure, Measured
from concitoyen.domain.model import Model
from concitoyen.domain.money import Money, NonNegativeMoney, amounts_in
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.reasons import Message
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, refuse

ALL = ""
"""The category of a cap that holds for every candidate."""
Caps = Mapping[str, NonNegativeMoney]


class Scenario(Model):
    """What is tried: a rule by its full id, an envelope and caps by category where they are changed."""

    label: str
    rule: str
    envelope: NonNegativeMoney | None = None
    caps: Caps = Field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """A scenario with its working rule; without one, the rule of the rulebook is kept."""

    scenario: Scenario
    rule: VotingRule | None = None


class Change(Model):
    """A candidate of which a scenario decides otherwise than the first, with the reason that each gives."""

    candidate: str
    title: str
    gains: bool
    before: Message
    after: Message


class Run(Model):
    """What one scenario gives; `fault` says why it gives nothing. `changes` are told against the first run."""

    scenario: Scenario
    envelope: Money
    outcome: Outcome | None = None
    fault: str = ""
    measured: tuple[Measured, ...] = ()
    changes: tuple[Change, ...] = ()


class Simulation(Model):
    """Several scenarios with the same ballots; `notice` is to be shown wherever its figures are.

    Amounts are in `currency`, empty for euros: show them inside `amounts_in(currency)`.
    """

    title: str
    voters: int
    candidates: tuple[Candidate, ...]
    public: bool
    notice: str
    runs: tuple[Run, ...]
    currency: str = ""


class SimulatedCap(Cap):
    """A cap that no rulebook has: the same amount for all."""

    id: ClassVar[str] = "simulated"
    title: ClassVar[str] = "Plafond simulé"

    amount: NonNegativeMoney

    def ceiling_of(self, proposal: Proposal) -> Ceiling:
        """The amount."""
        why = Message(message="plafond simulé de {amount}", values={"amount": str(self.amount)})
        return Ceiling(amount=self.amount, why=why)


@dataclass(frozen=True)
class Ground:
    """Where scenarios are tried: the election under given caps, and what the rulebook asks of the count."""

    title: str
    election: Callable[[Caps], Election]
    around: Composition


def simulate(
    ground: Ground, tried: Sequence[Tried], measures: Sequence[Measure], *, public: bool = True, notice: str = ""
) -> Simulation:
    """Each scenario on the same ballots; one that cannot be counted says why, and the others are counted."""
    whole = ground.election({})
    with amounts_in(whole.currency):
        runs = [_run(ground, one, measures) for one in tried]
    first = next((run.outcome for run in runs[:1]), None)
    return Simulation(
        title=ground.title,
        voters=whole.voters,
        candidates=whole.candidates,
        public=public,
        notice=notice,
        runs=tuple(
            run.model_copy(update={"changes": changes(first, run.outcome, whole)}) if first and run.outcome else run
            for run in runs
        ),
        currency=whole.currency,
    )


def changes(before: Outcome, after: Outcome, election: Election) -> tuple[Change, ...]:
    """Every candidate whose decision differs, in the order of the first outcome."""
    found = []
    for result in before.results:
        other = after.result(result.candidate)
        if other.decision != result.decision:
            change = Change(
                candidate=result.candidate,
                title=election.by_id[result.candidate].title,
                gains=other.decision == "funded",
                before=result.why,
                after=other.why,
            )
            found.append(change)
    return tuple(found)


def _run(ground: Ground, tried: Tried, measures: Sequence[Measure]) -> Run:
    scenario = tried.scenario
    election = ground.election(scenario.caps)
    envelope = election.envelope if scenario.envelope is None else scenario.envelope
    election = election.model_copy(update={"envelope": envelope})
    try:
        outcome = composed(election, _around(ground.around, tried))
        measured = tuple(_measured(measure, election, outcome) for measure in measures)
    except CountError as error:
        return Run(scenario=scenario, envelope=envelope, fault=str(error))
    return Run(scenario=scenario, envelope=envelope, outcome=outcome, measured=measured)


def _around(around: Composition, tried: Tried) -> Composition:
    """All that the rulebook asks, with another rule; raises CountError when that rule cannot keep its limits."""
    rule = tried.rule
    if rule is None:
        return around
    if rule.limits == "refused" and any(isinstance(placed.condition, Limit) for placed in around.conditions):
        raise CountError(f"« {tried.scenario.rule} » ne sait pas tenir les maximums que le règlement demande.")
    pots = tuple(replace(pot, rule=rule) for pot in around.pots)
    return replace(around, rule_id=tried.scenario.rule, rule=rule, pots=pots)


def _measured(measure: Measure, election: Election, outcome: Outcome) -> Measured:
    (figures,) = measure.of(election, [outcome])
    return Measured(measure=measure.id, title=measure.title, figures=tuple(figures))


# ── an edition ────────────────────────────────────────────────────────────────────────────────────────


def simulate_edition(
    desk: Desk, edition_id: str, tried: Sequence[Tried], measures: Sequence[Measure], *, for_agents: bool = False
) -> Simulation:
    """Scenarios with the ballots of an edition that is counted, the first being its own rulebook.

    Raises Refused until its results are public, unless `for_agents` says that the figures stay among those who may
    already read them; in no case before the count.
    """
    edition, rules = desk.edition(edition_id)
    _must_be_readable(edition, for_agents=for_agents)
    ground = _edition_ground(desk, edition, rules)
    own = Tried(Scenario(label="Le règlement", rule=rules.around.rule_id))
    return simulate(ground, [own, *tried], measures, public=edition.results_are_public, notice=_notice(edition))


def _must_be_readable(edition: Edition, *, for_agents: bool) -> None:
    if edition.results_are_public or (for_agents and edition.stage is Stage.COUNTED):
        return
    if edition.stage is Stage.COUNTED:
        raise refuse(
            "core:publication",
            "Les résultats de « {title} » ne sont pas publics : ses voix ne servent pas encore à des simulations.",
            title=edition.title,
        )
    raise refuse(
        "core:publication",
        "« {title} » n'est pas dépouillée : personne ne compte ses voix avant.",
        title=edition.title,
    )


def _notice(edition: Edition) -> str:
    said = "Simulation : elle ne change rien au résultat."
    if edition.simulated:
        said += " Les voix sont simulées."
    if not edition.results_are_public:
        said += " CHIFFRES NON PUBLICS : ne les diffusez pas."
    return said


def _edition_ground(desk: Desk, edition: Edition, rules: Rules) -> Ground:
    kept = desk.work.outcomes.get(edition.id)
    proposals = [desk.work.proposals.get(edition.id, result.candidate) for result in kept.results]
    ballots = desk.work.counted.ballots(edition.id)

    def election(caps: Caps) -> Election:
        capped = _capped(rules, caps)
        return capped.election(capped.candidates(proposals), ballots, kept.draw_seed)

    return Ground(title=edition.title, election=election, around=rules.composition(rules.candidates(proposals)))


def _capped(rules: Rules, caps: Caps) -> Rules:
    """The same rules with other caps."""
    if not caps:
        return rules
    named = {category.id for category in rules.categories}
    unknown = sorted(set(caps) - named - {ALL})
    if unknown:
        raise refuse(
            "core:category",
            "Aucune catégorie « {unknown} » : un plafond vaut pour {known}, ou pour toutes.",
            unknown=", ".join(unknown),
            known=", ".join(sorted(named)),
        )
    amounts = {name: caps[name if name in caps else ALL] for name in named if name in caps or ALL in caps}
    new = {name: SimulatedCap(amount=amount) for name, amount in amounts.items()}
    return replace(rules, caps={**rules.caps, **new})


# ── an election held elsewhere ────────────────────────────────────────────────────────────────────────


def file_ground(title: str, election: Election, around: Composition) -> Ground:
    """An election of a file, and the rule that is tried first; a cap lowers what candidates of its category cost."""

    def capped(caps: Caps) -> Election:
        candidates = tuple(_cheaper(candidate, caps) for candidate in election.candidates)
        return election.model_copy(update={"candidates": candidates})

    return Ground(title=title, election=capped, around=around)


def _cheaper(candidate: Candidate, caps: Caps) -> Candidate:
    cap = caps.get(candidate.category, caps.get(ALL))
    return candidate if cap is None else candidate.model_copy(update={"cost": min(candidate.cost, cap)})
