"""The règlements of real participatory budgets, each counted in a story that a jurist can read."""

from pathlib import Path

import pytest

from concitoyen.plugin.packs import Packs
from concitoyen_voting_rules.examples import RULEBOOKS
from tests.scenarios.story import StoryError
from tests.scenarios.zoo.counted import play_count

HERE = Path(__file__).parent
SCENARIOS = sorted(HERE.glob("*.yaml"))
PACKS = Packs.discover()


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_the_count_goes_as_it_is_told(file: Path) -> None:
    count = play_count(file, PACKS)
    assert sorted(result.candidate for result in count.outcome.results) == sorted(one.id for one in count.proposals)


def test_every_example_of_the_pack_has_its_scenario() -> None:
    assert {file.stem for file in SCENARIOS} == {rulebook.id for rulebook in RULEBOOKS}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("reçoit 200 000 €.", "coûte 200 000 €.", "phrase inconnue dans « projets »"),
        ("500 votants choisissent", "500 votants aiment", "phrase inconnue dans « votes »"),
        ("Il y a 6 lauréats", "Il y a 9 lauréats", "attendu 9, 1 280 000 €, trouvé 6, 1 280 000 €"),
        ("titre:", "sujet:", "les clés sont titre, règlement, projets, votes, résultat"),
    ],
)
def test_a_sentence_that_does_not_hold_is_told_with_its_line(
    before: str, after: str, told: str, tmp_path: Path
) -> None:
    text = (HERE / "landes-2019.yaml").read_text(encoding="utf-8")
    assert before in text
    file = tmp_path / "faux.yaml"
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(StoryError) as error:
        play_count(file, PACKS)
    assert told in str(error.value).replace("\u202f", " ").replace("\u00a0", " ")
