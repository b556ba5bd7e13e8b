"""Simulations: the same ballots under other rules, envelopes and caps; never before the gate, never kept."""

from xml.etree import ElementTree as ET

import pytest

from concitoyen.domain.money import Money
from concitoyen.usecases.draw_simulation import simulation_svg
from concitoyen.usecases.simulate_rules import Run, Scenario, Simulation, Tried, simulate_edition
from concitoyen_voting_rules.measures.offered import Satisfaction
from concitoyen_voting_rules.rules.equal_shares.rule import EqualSharesRule
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.rules.majority_judgment import MajorityJudgment
from tests.usecases.town import Town, ballot, citizen

STOP = Tried(Scenario(label="Sans passer", rule="voting_rules:greedy"), Greedy(skip=False))
SHARES = Tried(Scenario(label="Parts égales", rule="voting_rules:equal-shares"), EqualSharesRule())
GRADES = Tried(Scenario(label="Mentions", rule="voting_rules:majority-judgment"), MajorityJudgment())


def simulated(town: Town, *tried: Tried, for_agents: bool = False) -> Simulation:
    with town.engine.read() as desk:
        return simulate_edition(desk, town.id, tried, [Satisfaction()], for_agents=for_agents)


def funded(run: Run) -> list[str]:
    assert run.outcome is not None
    return [result.candidate for result in run.outcome.funded]


@pytest.fixture
def published(counted: Town) -> Town:
    """The town after the publication."""
    counted.publish()
    return counted


def test_the_rulebook_is_the_first_scenario_and_gives_the_outcome_that_was_counted(published: Town) -> None:
    found = simulated(published, SHARES)
    with published.engine.read() as desk:
        kept = desk.work.outcomes.get(published.id)
    assert found.runs[0].outcome == kept
    assert (found.runs[0].scenario.label, found.runs[0].changes) == ("Le règlement", ())
    assert (found.public, found.voters) == (True, 2)
    assert found.notice == "Simulation : elle ne change rien au résultat."


def test_an_envelope_changes_who_is_funded_and_says_why(published: Town) -> None:
    larger = Tried(Scenario(label="Enveloppe 30 000 €", rule="", envelope=Money.euros(30_000)))
    _, run = simulated(published, larger).runs
    assert funded(run) == ["fablab", "jardin", "atelier"]
    (change,) = run.changes
    assert (change.candidate, change.title, change.gains) == ("atelier", "Atelier", True)
    assert change.before.text == "il restait 1\u202f000\u00a0€, il en coûte 5\u202f000\u00a0€ : non retenu"
    assert change.after.text == (
        "retenu sans aucune voix, le règlement n'en exigeant pas : 5\u202f000\u00a0€ pour 9\u202f000\u00a0€ restants"
    )


@pytest.mark.parametrize(
    ("caps", "spent"),
    [({"": 1_000}, 3_000), ({"innovation": 2_000}, 12_000), ({"": 1_000, "innovation": 2_000}, 4_000)],
)
def test_a_cap_changes_what_each_receives(published: Town, caps: dict[str, int], spent: int) -> None:
    scenario = Scenario.model_validate({"label": "Plafond", "rule": "", "caps": caps})
    _, run = simulated(published, Tried(scenario)).runs
    assert run.outcome is not None
    assert run.outcome.spent == Money.euros(spent)


def test_a_cap_for_a_category_that_does_not_exist_is_refused(published: Town) -> None:
    scenario = Scenario(label="Plafond", rule="", caps={"sport": Money.euros(5)})
    told = published.refusal(lambda: simulated(published, Tried(scenario)))
    assert told.startswith("Aucune catégorie « sport » : un plafond vaut pour ")


def test_a_rule_that_does_not_take_these_ballots_says_so_and_the_others_are_counted(published: Town) -> None:
    _, grades, stop = simulated(published, GRADES, STOP).runs
    assert (grades.outcome, grades.changes) == (None, ())
    assert "compte des mentions" in grades.fault
    assert funded(stop) == ["fablab", "jardin"]


def test_figures_are_measured_for_each_scenario(published: Town) -> None:
    (run,) = simulated(published).runs
    (measured,) = run.measured
    represented = measured.figure("represented")
    assert represented is not None
    assert represented.shown() == "100\u00a0%"


# ── the gate ──────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_simulated_before_the_count_even_for_agents(voting: Town) -> None:
    voting.vote(citizen("Un"), ballot(pratiques="jardin"))
    for for_agents in (False, True):
        told = voting.refusal(lambda: simulated(voting, STOP, for_agents=for_agents))  # noqa: B023 - called at once
        assert told.endswith("n'est pas dépouillée : personne ne compte ses voix avant.")


def test_results_that_are_not_public_are_simulated_for_agents_only_and_marked(counted: Town) -> None:
    told = counted.refusal(lambda: simulated(counted, STOP))
    assert told.endswith("ne sont pas publics : ses voix ne servent pas encore à des simulations.")
    found = simulated(counted, STOP, for_agents=True)
    assert not found.public
    assert "CHIFFRES NON PUBLICS" in found.notice
    assert "CHIFFRES NON PUBLICS" in simulation_svg(found)


def test_a_simulation_leaves_the_edition_as_it_was(published: Town) -> None:
    before = (published.edition, published.statuses(), published.awards())
    simulated(published, STOP, SHARES)
    assert (published.edition, published.statuses(), published.awards()) == before


# ── the picture ───────────────────────────────────────────────────────────────────────────────────────


def test_the_picture_stands_alone_and_says_in_words_what_it_shows(published: Town) -> None:
    larger = Tried(Scenario(label="Enveloppe <30 000>", rule="", envelope=Money.euros(30_000)))
    drawn = simulation_svg(simulated(published, larger, GRADES), "essai")
    svg = ET.fromstring(drawn)  # noqa: S314 - written by us
    names = [element.tag.partition("}")[2] for element in svg.iter()]
    assert names[:3] == ["svg", "title", "desc"]
    assert set(names) == {"svg", "title", "desc", "text", "rect", "circle"}
    assert (svg.get("role"), svg.get("aria-labelledby")) == ("img", "essai-title essai-desc")
    assert [name for element in svg.iter() for name in element.attrib if name in {"style", "class", "href"}] == []
    said = svg.findtext("{*}desc") or ""
    assert "Enveloppe <30 000> : 3 lauréats" in said
    assert "gagnent « Atelier »" in said
    assert "Mentions : La règle" in said


def test_the_picture_says_when_nothing_changes_and_when_nothing_could_be_counted(published: Town) -> None:
    same = simulated(published, STOP)
    assert "Tous financent les mêmes projets." in simulation_svg(same)
    none = same.model_copy(update={"runs": (same.runs[0].model_copy(update={"outcome": None, "fault": "Rien."}),)})
    assert "Aucun scénario n'a pu être compté." in simulation_svg(none)


def test_a_picture_of_many_scenarios_and_projects_stays_readable(published: Town) -> None:
    larger = Tried(Scenario(label="Plus", rule="", envelope=Money.euros(30_000)))
    found = simulated(published, *[larger] * 14)
    drawn = ET.fromstring(simulation_svg(found))  # noqa: S314 - written by us
    discs = [float(element.get("cx") or 0) for element in drawn.iter() if element.tag.endswith("circle")]
    assert len(discs) == 12
    assert min(discs) > 220
    assert max(discs) < 360
    assert all(float(element.get("font-size") or 13) >= 12 for element in drawn.iter())
