"""A proposal and its life, from the idea to the award, as an explicit state machine."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from pydantic import AwareDatetime

from concitoyen.domain.errors import Refused
from concitoyen.domain.model import Model
from concitoyen.domain.money import NonNegativeMoney
from concitoyen.domain.reasons import Objection


class Status(StrEnum):
    """Where a proposal stands."""

    IDEA = "idea"
    DRAFT = "draft"
    DEPOSITED = "deposited"
    LABELLED = "labelled"
    REFUSED = "refused"
    STANDING = "standing"
    ON_THE_BALLOT = "on-the-ballot"
    LAUREATE = "laureate"
    NOT_RETAINED = "not-retained"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What may be done to a proposal."""

    DRAFT = "draft"
    DEPOSIT = "deposit"
    LABEL = "label"
    REFUSE = "refuse"
    CONFIRM = "confirm"
    ADMIT = "admit"
    AWARD = "award"
    SET_ASIDE = "set-aside"
    WITHDRAW = "withdraw"


STEPS: Mapping[tuple[Status, Step], Status] = MappingProxyType(
    {
        (Status.IDEA, Step.DRAFT): Status.DRAFT,
        (Status.DRAFT, Step.DEPOSIT): Status.DEPOSITED,
        (Status.DEPOSITED, Step.LABEL): Status.LABELLED,
        (Status.DEPOSITED, Step.REFUSE): Status.REFUSED,
        (Status.LABELLED, Step.CONFIRM): Status.STANDING,
        (Status.STANDING, Step.ADMIT): Status.ON_THE_BALLOT,
        (Status.ON_THE_BALLOT, Step.AWARD): Status.LAUREATE,
        (Status.ON_THE_BALLOT, Step.SET_ASIDE): Status.NOT_RETAINED,
        # An amendment of the assembly may change the list either way.
        (Status.NOT_RETAINED, Step.AWARD): Status.LAUREATE,
        (Status.LAUREATE, Step.SET_ASIDE): Status.NOT_RETAINED,
        **{
            (status, Step.WITHDRAW): Status.WITHDRAWN
            for status in (Status.IDEA, Status.DRAFT, Status.DEPOSITED, Status.LABELLED, Status.STANDING)
        },
    }
)

IN_FRENCH: Mapping[Status, str] = MappingProxyType(
    {
        Status.IDEA: "à l'état d'idée",
        Status.DRAFT: "en cours de rédaction",
        Status.DEPOSITED: "déposée",
        Status.LABELLED: "labellisée",
        Status.REFUSED: "non labellisée",
        Status.STANDING: "candidate au vote",
        Status.ON_THE_BALLOT: "soumise au vote",
        Status.LAUREATE: "lauréate",
        Status.NOT_RETAINED: "non retenue",
        Status.WITHDRAWN: "retirée",
    }
)

STEPS_IN_FRENCH: Mapping[Step, str] = MappingProxyType(
    {
        Step.DRAFT: "rédiger",
        Step.DEPOSIT: "déposer",
        Step.LABEL: "labelliser",
        Step.REFUSE: "refuser",
        Step.CONFIRM: "confirmer la candidature",
        Step.ADMIT: "soumettre au vote",
        Step.AWARD: "désigner lauréate",
        Step.SET_ASIDE: "ne pas retenir",
        Step.WITHDRAW: "retirer",
    }
)

PUBLIC = frozenset({Status.LABELLED, Status.STANDING, Status.ON_THE_BALLOT, Status.LAUREATE, Status.NOT_RETAINED})


class Proposal(Model):
    """An initiative: who carries it, where, what it asks for, and where it stands.

    `commune` is an INSEE code, `territory`, `category` and `themes` are ids of the edition's lists;
    `category` is empty until the committee labels the proposal when the bearer did not name one. `labels` are free
    marks of the committee that the rulebook counts by (« jeunes »).
    """

    id: str
    edition: str
    title: str
    structure: str = ""
    legal_form: str = ""
    summary: str = ""
    commune: str
    territory: str
    category: str = ""
    themes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    total_cost: NonNegativeMoney
    requested: NonNegativeMoney
    status: Status = Status.DRAFT
    status_reason: str = ""
    deposited_at: AwareDatetime | None = None


def after(proposal: Proposal, step: Step) -> Status:
    """The status that a step leads to; raises Refused when the proposal does not stand where it may be done."""
    try:
        return STEPS[proposal.status, step]
    except KeyError:
        possible = [STEPS_IN_FRENCH[known] for status, known in STEPS if status == proposal.status]
        raise Refused(
            [
                Objection(
                    rule="core:life-cycle",
                    message=(
                        "L'initiative « {title} » est {status} : l'étape « {step} » n'est pas possible "
                        "(étapes possibles : {possible})."
                    ),
                    values={
                        "title": proposal.title,
                        "status": IN_FRENCH[proposal.status],
                        "step": STEPS_IN_FRENCH[step],
                        "possible": ", ".join(possible) or "aucune",
                    },
                )
            ]
        ) from None
