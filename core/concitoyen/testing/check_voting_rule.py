"""What the author of a voting rule calls in a test: every law that it breaks, each with its smallest counterexample.

The elections are drawn by hypothesis, always the same ones, and made smaller until nothing can be taken off.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from types import MappingProxyType

from hypothesis import HealthCheck, Phase, Verbosity, find, settings
from hypothesis.errors import Flaky, NoSuchExample
from hypothesis.strategies import SearchStrategy

from concitoyen.domain.contest import Marking
from concitoyen.domain.count import Election, TieBreak, VotingRule
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen.testing.axioms import CLAIMS, Claim
from concitoyen.testing.elections import DEAREST, NAMES, TIES, VALUES, contest_of, elections, standing, told
from concitoyen.testing.rule_laws import LAWS, Law, Trial
from concitoyen.testing.smaller import smallest

EXAMPLES = 100
MORE = 5
"""What a rule claims is tried on so many times more elections: few of them show that a claim is wrong."""
NOTHING = Money(0)
CROWD = 10**9
EVERYTHING = len(NAMES) * DEAREST
FORTUNE = 10**14 + 1
SHAPES: Mapping[str, Callable[[Marking], SearchStrategy[Election]]] = MappingProxyType(
    {
        "ordinary": lambda marking: elections(marking=marking),
        "all free": lambda marking: elections(marking=marking, costs=(0, 0)),
        "one project": lambda marking: elections(marking=marking, most_candidates=1),
        "no voters": lambda marking: elections(marking=marking, most_ballots=0),
        "all affordable": lambda marking: elections(marking=marking, envelopes=(EVERYTHING, EVERYTHING + 1)),
        "huge sums": lambda marking: elections(marking=marking, unit=FORTUNE),
        "huge crowds": lambda marking: elections(marking=marking, weights=(CROWD, CROWD + 3)),
    }
)
"""Ordinary elections, then those at the edges."""


def check_voting_rule(
    rule: VotingRule,
    *,
    claims: Sequence[Claim] = (),
    ties: Sequence[tuple[str, TieBreak]] = TIES,
    overshoot: Money = NOTHING,
    examples: int = EXAMPLES,
) -> list[str]:
    """Every law that a rule breaks, as French sentences; none for a sound one.

    The rule is tried on each way of marking a ballot that it does not refuse by a CountError. `claims` are what it
    says of itself beyond what every rule must satisfy; they are tried on simple choices. `overshoot` is how much more
    than the envelope it may spend. `examples` is how many elections are tried for each law.
    """
    trial = Trial(rule, ties, overshoot)
    taken = [marking for marking in VALUES if _takes(trial, marking)]
    if not taken:
        return [f"« {rule.id} » refuse toutes les formes de bulletin essayées : {', '.join(VALUES)}."]
    return list(_faults(trial, taken, claims, examples))


def _faults(trial: Trial, taken: Sequence[Marking], claims: Sequence[Claim], examples: int) -> Iterator[str]:
    drawn = [
        (shape(marking), examples // (1 if name == "ordinary" else len(SHAPES)))
        for marking in taken
        for name, shape in SHAPES.items()
    ]
    if any(_smallest(trial, _whole_law, strategy, some) for strategy, some in drawn):
        for name, law in LAWS.items():
            found = (_smallest(trial, law, strategy, some) for strategy, some in drawn)
            if fault := next(filter(None, found), ""):
                yield f"« {trial.rule.id} » {fault} Loi : {name}."
    for claim in claims:
        if fault := _smallest(trial, CLAIMS[claim], elections(), MORE * examples):
            yield f"« {trial.rule.id} » {fault} Propriété annoncée : {claim}."


def _whole_law(trial: Trial, election: Election) -> Iterator[str]:
    for law in LAWS.values():
        yield from law(trial, election)


def _takes(trial: Trial, marking: Marking) -> bool:
    """Whether the rule counts ballots marked in this way; an error of another kind is found by the laws."""
    two = standing((1, 2))
    election = Election(candidates=two, contests=(contest_of(two, marking),), ballots=(), envelope=two[1].cost)
    try:
        trial.count(election)
    except CountError:
        return False
    except Exception:  # noqa: BLE001 - whatever a third party's rule raises, it did not refuse the form
        return True
    return True


def _smallest(trial: Trial, law: Law, drawn: SearchStrategy[Election], examples: int) -> str:
    """The first fault of the smallest election that breaks this law, in words; empty when none was found."""
    quiet = settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    try:
        election = find(drawn, lambda one: bool(_fault(trial, law, one)), settings=quiet, random=Random(0))  # noqa: S311 - the same elections each time, not a secret
    except NoSuchExample:
        return ""
    except Flaky:
        return "donne deux résultats différents pour la même élection : rien ne doit venir du hasard ni de l'heure."
    election = smallest(election, lambda one: bool(_fault(trial, law, one)))
    return f"{_fault(trial, law, election)}. Plus petit exemple : {told(election)}."


def _fault(trial: Trial, law: Law, election: Election) -> str:
    try:
        return next(law(trial, election), "")
    except Exception as error:  # noqa: BLE001 - whatever a third party's rule raises is what we must tell
        return f"s'arrête sur {type(error).__name__} ({error})"
