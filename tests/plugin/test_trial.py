"""A rule that its ballot cannot feed is refused when the rulebook is read."""

import pytest

from concitoyen.domain.errors import RulebookError
from tests.packs.voting_rules.rulebooks import SECTIONS, rules_with

CITED = '\narticle = "Article 8"\n'
RANKING = f'[ballot]\nform = "voting_rules:ranking"\nplaces = 3{CITED}'


def faults(sections: str) -> list[tuple[str, str]]:
    with pytest.raises(RulebookError) as refused:
        rules_with(sections)
    return [(problem.key, problem.text) for problem in refused.value.problems]


def test_the_rule_of_the_whole_count() -> None:
    ((key, text),) = faults(RANKING)
    assert key == "count.rule"
    assert "« voting_rules:greedy » compte des choix simples, et « Votre classement » se note de 1 à 3." in text
    assert "des rangs par voting_rules:positional" in text


def test_the_rule_of_a_pot_once_however_many_groups_it_has() -> None:
    pots = (
        f'[[count.pots]]\nid = "p"\ntitle = "P"\nby = "territory"\namount = 5\n'
        f'count = {{ rule = "voting_rules:majority-judgment" }}{CITED}'
        f'[[count.pots]]\nid = "q"\ntitle = "Q"\ntakes = {{ cost_more_than = 5 }}{CITED}'
    )
    assert [key for key, _ in faults(SECTIONS["count"] + pots)] == ["count.pots[1].count"]


def test_a_grade_that_the_ballot_does_not_have() -> None:
    grades = f'[ballot]\nform = "voting_rules:grades"\ngrades = ["non", "oui"]{CITED}'
    count = SECTIONS["count"].replace("greedy", "majority-judgment") + 'minimum_grade = "Oui"\n'
    ((key, text),) = faults(grades + count)
    assert key == "count.rule"
    assert text.endswith("n'est pas une mention du bulletin (« non », « oui »).")


def test_a_form_that_cannot_be_made_of_a_project_of_each_group_is_not_refused() -> None:
    ballot = f'[ballot]\nform = "voting_rules:one-per-group"\nby = "canton"{CITED}'
    assert rules_with(ballot).voting_rule.id == "greedy"
