"""Whole editions told in French sentences; a jurist can read them, and each of their lines is played."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from concitoyen.plugin.packs import Packs
from concitoyen.store.migrate import migrate
from concitoyen.store.store import Store
from tests.scenarios.story import StoryError, read_story
from tests.scenarios.teller import play

HERE = Path(__file__).parent
STORIES = sorted(HERE.glob("*.yaml"))


@pytest.fixture(scope="module")
def packs() -> Packs:
    """Every installed pack."""
    return Packs.discover()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database with its tables."""
    opened = Store.open(f"sqlite:///{tmp_path}/scenario.db")
    migrate(opened, {})
    yield opened
    opened.close()


@pytest.mark.parametrize("file", STORIES, ids=lambda file: file.stem)
def test_the_story_holds_line_by_line(file: Path, store: Store, packs: Packs) -> None:
    play(read_story(file), store, packs)


def told(folder: Path, *lines: str) -> Path:
    """A story of these lines; the first stands on line 4 of its file."""
    file = folder / "essai.yaml"
    body = "".join(f"  {line}\n" for line in lines)
    file.write_text(f"titre: Essai\nrèglement: pasdecalais-2018\nrécit: |\n{body}", encoding="utf-8")
    return file


DEPOSIT = (
    "Le 10 avril 2018, La Passerelle, association de Béthune, dépose « Le jardin », "
    "qui coûte 9 000 € et demande 6 000 €."
)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Le 11 avril 2018, le maire danse.", "cette phrase n'est pas un acte connu : « Le 11 avril 2018, le maire"),
        ("Le maire danse.", "cette phrase n'est pas un fait connu : « Le maire danse. »"),
        ("« Le jardin » est labellisée.", "attendu labellisée, trouvé déposée"),
        ("« Le chêne » est lauréate.", "aucune initiative ne s'appelle « Le chêne »"),
        ("L'urne et l'émargement comptent 3 votants.", "attendu 3, 3, trouvé 0, 0"),
        ("Le 2 octobre 2018, le comité refuse « Le jardin » : « Non. »", "La labellisation n'est pas ouverte"),
        (f"{DEPOSIT[:-1]} ; c'est refusé : « Non. »", "rien n'a été refusé"),
    ],
)
def test_what_does_not_hold_is_told_with_file_and_line(
    tmp_path: Path, store: Store, packs: Packs, line: str, said: str
) -> None:
    file = told(tmp_path, DEPOSIT, "", "# un commentaire", line)
    with pytest.raises(StoryError) as caught:
        play(read_story(file), store, packs)
    assert str(caught.value).startswith(f"{file}:7: ")
    assert said in str(caught.value)


def test_a_story_without_its_three_keys_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "essai.yaml"
    file.write_text("titre: Essai\nreglement: pasdecalais-2018\n", encoding="utf-8")
    with pytest.raises(StoryError, match="les clés sont titre, règlement et récit, pas titre, reglement"):
        read_story(file)
