"""The life of a proposal: each step from where it may be taken, and from nowhere else."""

import pytest

from concitoyen.domain.errors import Refused
from concitoyen.domain.proposal import IN_FRENCH, STEPS, STEPS_IN_FRENCH, Status, Step, after
from tests.plugin.exemple import proposal


@pytest.mark.parametrize(("status", "step"), STEPS)
def test_a_step_leads_where_the_table_says(status: Status, step: Step) -> None:
    assert after(proposal(status=status), step) is STEPS[status, step]


@pytest.mark.parametrize(("status", "step"), [(at, to) for at in Status for to in Step if (at, to) not in STEPS])
def test_any_other_step_is_refused(status: Status, step: Step) -> None:
    with pytest.raises(Refused) as caught:
        after(proposal(status=status), step)
    assert [objection.rule for objection in caught.value.objections] == ["core:life-cycle"]


def test_a_refused_step_is_told_with_the_possible_ones() -> None:
    with pytest.raises(Refused) as caught:
        after(proposal("jardin", status=Status.DEPOSITED), Step.CONFIRM)
    assert str(caught.value) == (
        "L'initiative « Jardin » est déposée : l'étape « confirmer la candidature » n'est pas possible "
        "(étapes possibles : labelliser, refuser, retirer)."
    )


def test_a_withdrawn_proposal_has_no_step_left() -> None:
    with pytest.raises(Refused, match=r"\(étapes possibles : aucune\)"):
        after(proposal(status=Status.WITHDRAWN), Step.DEPOSIT)


def test_every_status_and_step_has_its_words() -> None:
    assert set(IN_FRENCH) == set(Status)
    assert set(STEPS_IN_FRENCH) == set(Step)


def test_an_idea_can_go_all_the_way_to_laureate() -> None:
    way = [Step.DRAFT, Step.DEPOSIT, Step.LABEL, Step.CONFIRM, Step.ADMIT, Step.AWARD]
    passed = [Status.IDEA]
    for step in way:
        passed.append(after(proposal(status=passed[-1]), step))
    assert passed[-1] is Status.LAUREATE
