"""What could give a wrong winner is refused in one sentence, with file, line and column."""

import pickle
from collections.abc import Sequence

import pytest

from concitoyen.domain.errors import ElectionFileError
from concitoyen_voting_rules.pabulib import cells, sections, tally
from concitoyen_voting_rules.pabulib.meta import VOTE_TYPES
from tests.packs.voting_rules.pabulib.files import PROJECTS, VOTES, pb, points, read

THREE = "il en faut trois : META, PROJECTS, VOTES."


def refusal(content: bytes) -> str:
    with pytest.raises(ElectionFileError) as caught:
        read(content)
    return str(caught.value)


def votes(*rows: str) -> Sequence[str]:
    return ("voter_id;vote;age", *rows)


META_FAULTS = {
    "no budget": (
        pb({"budget": None}),
        "ville.pb, ligne 14, colonne 1 : META n'a pas de valeur pour « budget ».",
    ),
    "a key that looks like it": (
        pb({"budget": None, "buget": "1000"}),
        "ville.pb, ligne 15, colonne 1 : META n'a pas de valeur pour « budget » (« buget » y ressemble).",
    ),
    "an empty budget": (
        pb({"budget": ""}),
        "ville.pb, ligne 9, colonne 8 : META n'a pas de valeur pour « budget ».",
    ),
    "a budget that is a word": (
        pb({"budget": "beaucoup"}),
        "ville.pb, ligne 9, colonne 8 : budget = « beaucoup » n'est pas un nombre.",
    ),
    "a negative budget": (pb({"budget": "-5"}), "ville.pb, ligne 9, colonne 8 : budget = « -5 » est négatif."),
    "a budget that is no number": (
        pb({"budget": "NaN"}),
        "ville.pb, ligne 9, colonne 8 : budget = « NaN » n'est pas un nombre.",
    ),
    "a huge budget": (
        pb({"budget": "1e30"}),
        "ville.pb, ligne 9, colonne 8 : budget = « 1e30 » est démesuré : la limite est 1 000 000 000 000.",
    ),
    "a budget with a comma between thousands": (
        pb({"budget": "400,000"}),
        "ville.pb, ligne 9, colonne 8 : budget = « 400,000 » est ambigu : écrivez les milliers sans séparateur.",
    ),
    "a budget with points between thousands": (
        pb({"budget": "1.400.000"}),
        "ville.pb, ligne 9, colonne 8 : budget = « 1.400.000 » n'est pas un nombre.",
    ),
    "a budget finer than any money": (
        pb({"budget": "1.00001"}),
        "ville.pb, ligne 9, colonne 8 : budget = « 1.00001 » a plus de 3 décimales.",
    ),
    "an unknown form of ballot": (
        pb({"vote_type": "knapsack"}),
        f"ville.pb, ligne 10, colonne 11 : vote_type = « knapsack » est inconnu ; possibles : {', '.join(VOTE_TYPES)}.",
    ),
    "a wrong number of votes": (
        pb({"num_votes": "7"}),
        "ville.pb, ligne 8, colonne 11 : META annonce num_votes = 7, la section VOTES a 6 bulletins.",
    ),
    "a wrong number of projects": (
        pb({"num_projects": "3"}, projects=PROJECTS[:2], votes=votes("1;velo")),
        "ville.pb, ligne 7, colonne 14 : META annonce num_projects = 3, la section PROJECTS a 1 projet.",
    ),
    "a number of votes that is not whole": (
        pb({"num_votes": "6.5"}),
        "ville.pb, ligne 8, colonne 11 : num_votes = « 6.5 » n'est pas un nombre entier.",
    ),
    "a key that comes twice": (
        pb().replace(b"unit;", b"country;Belgique\nunit;"),
        "ville.pb, ligne 5, colonne 1 : la clé « country » est déjà à la ligne 4.",
    ),
}
PROJECT_FAULTS = {
    "a project that comes twice": (
        pb(projects=[*PROJECTS, "velo;1;0;Encore;0"]),
        "ville.pb, ligne 21, colonne 1 : le projet « velo » est déjà à la ligne 17.",
    ),
    "a project without an id": (
        pb(projects=[*PROJECTS, ";1;0;Encore;0"]),
        "ville.pb, ligne 21, colonne 1 : un projet n'a pas d'identifiant.",
    ),
    "an id that no ballot can write": (
        pb(projects=[*PROJECTS, "a,b;1;0;Encore;0"]),
        "ville.pb, ligne 21, colonne 1 : l'identifiant « a,b » a une virgule : aucun bulletin ne peut l'écrire.",
    ),
    "a cost with a point between thousands": (
        pb(projects=[*PROJECTS, "z;12.500;0;Encore;0"]),
        "ville.pb, ligne 21, colonne 3 : le coût « 12.500 » est ambigu : écrivez les milliers sans séparateur.",
    ),
    "a negative cost": (
        pb(projects=[*PROJECTS, "z;-1;0;Encore;0"]),
        "ville.pb, ligne 21, colonne 3 : le coût « -1 » est négatif.",
    ),
    "a cost that is not there": (
        pb(projects=[*PROJECTS, "z"]),
        "ville.pb, ligne 21, colonne 2 : le coût «  » n'est pas un nombre.",
    ),
    "a range upside down": (
        pb(projects=[*PROJECTS, "z;20-10;0;Encore;0"]),
        "ville.pb, ligne 21, colonne 3 : le coût « 20-10 » est un intervalle à l'envers.",
    ),
    "a cell too many in PROJECTS": (
        pb(projects=[*PROJECTS, "z;1;0;Encore;0;;x"]),
        "ville.pb, ligne 21, colonne 16 : la ligne a 7 cellules, l'en-tête de PROJECTS en a 5.",
    ),
    "no column of costs": (
        pb(projects=["project_id;name", "a;A"], votes=votes("1;a")),
        "ville.pb, ligne 16, colonne 1 : PROJECTS n'a pas de colonne « cost » ; en-tête : « project_id;name ».",
    ),
    "a column that comes twice": (
        pb(projects=["project_id;cost;cost", "a;1;2"], votes=votes("1;a")),
        "ville.pb, ligne 16, colonne 17 : la colonne « cost » est là deux fois.",
    ),
}
BALLOT_FAULTS = {
    "an unknown project": (
        pb(votes=votes("1;velo;", "2;four, zut;")),
        "ville.pb, ligne 24, colonne 9 : le bulletin choisit « zut », qui n'est pas dans PROJECTS.",
    ),
    "an unknown project that is very long": (
        pb(votes=votes("1;" + "z" * 100)),
        f"ville.pb, ligne 23, colonne 3 : le bulletin choisit « {'z' * 60}… », qui n'est pas dans PROJECTS.",
    ),
    "a choice where there is no project": (
        pb(projects=PROJECTS[:1], votes=votes("1;velo;")),
        "ville.pb, ligne 19, colonne 3 : le bulletin choisit « velo », qui n'est pas dans PROJECTS.",
    ),
    "a voter who votes twice": (
        pb(votes=votes("é7;velo;", "8;velo;", "é7;four;")),
        "ville.pb, ligne 25, colonne 1 : le votant « é7 » a déjà voté à la ligne 23.",
    ),
    "too many projects": (
        pb(votes=votes("1;velo;", "2;velo,four,banc,puits;")),
        "ville.pb, ligne 24, colonne 3 : le bulletin choisit 4 projets, le maximum est 3.",
    ),
    "too few projects": (
        pb({"min_length": "2"}, votes=votes("1;velo,four;", "2;velo;")),
        "ville.pb, ligne 25, colonne 3 : le bulletin choisit 1 projet(s), il en faut au moins 2.",
    ),
    "no choice where one is due": (
        pb({"vote_type": "choose-1"}, votes=votes("1;;")),
        "ville.pb, ligne 23, colonne 1 : le bulletin choisit 0 projet(s), il en faut au moins 1.",
    ),
    "a cell too many": (
        pb(votes=votes("1;velo;34", "2;velo;34;F")),
        "ville.pb, ligne 24, colonne 11 : la ligne a 4 cellules, l'en-tête de VOTES en a 3.",
    ),
    "as many cells as the header, but only on average": (
        pb(votes=votes("1;velo", "2;velo;34;F")),
        "ville.pb, ligne 24, colonne 11 : la ligne a 4 cellules, l'en-tête de VOTES en a 3.",
    ),
    "no column of votes": (
        pb(votes=["voter_id;choix", "1;velo"]),
        "ville.pb, ligne 22, colonne 1 : VOTES n'a pas de colonne « vote » ; en-tête : « voter_id;choix ».",
    ),
    "a column of votes that comes twice": (
        pb(votes=["voter_id;vote;vote", "1;velo;four"]),
        "ville.pb, ligne 22, colonne 15 : la colonne « vote » est là deux fois.",
    ),
    "points on an approval": (
        pb(votes=["voter_id;vote;points", "1;velo;", "2;velo;3"]),
        "ville.pb, ligne 24, colonne 8 : le bulletin donne des points, or vote_type est « approval ».",
    ),
}
POINT_FAULTS = {
    "no column of points": (
        points(votes=["voter_id;vote", "1;a"]),
        "ville.pb, ligne 21, colonne 1 : VOTES n'a pas de colonne « points » ; en-tête : « voter_id;vote ».",
    ),
    "more points than the total": (
        points(votes=["voter_id;vote;points", "1;a,b;4,2", "2;a,b;4,3"]),
        "ville.pb, ligne 23, colonne 3 : le bulletin donne 7 points, le total permis est 6.",
    ),
    "fewer points than projects": (
        points(votes=["voter_id;vote;points", "1;a,b;4"]),
        "ville.pb, ligne 22, colonne 7 : le bulletin a 2 projets et 1 nombres de points.",
    ),
    "no points": (
        points(votes=["voter_id;vote;points", "1;a,b;4,2", "2;,a;"]),
        "ville.pb, ligne 23, colonne 1 : le bulletin a 1 projets et 0 nombres de points.",
    ),
    "points that are a word": (
        points(votes=["voter_id;vote;points", "1;a,b;4,deux"]),
        "ville.pb, ligne 22, colonne 9 : « deux » (points) n'est pas un nombre.",
    ),
    "huge points": (
        points(votes=["voter_id;vote;points", "1;a,b;4,12345678901234567890"]),
        "ville.pb, ligne 22, colonne 9 : « 12345678901234567890 » (points) est démesuré.",
    ),
    "negative points": (
        points(votes=["voter_id;vote;points", "1;a,b;4,-2"]),
        "ville.pb, ligne 22, colonne 5 : un projet reçoit -2 points, moins que le minimum, 0.",
    ),
    "too many points for one project": (
        points({"max_points": "3"}, ["voter_id;vote;points", "1;b,a;1,4"]),
        "ville.pb, ligne 23, colonne 5 : un projet reçoit 4 points, plus que le maximum, 3.",
    ),
}
STRUCTURE_FAULTS = {
    "an empty file": (
        b"",
        f"ville.pb, ligne 1, colonne 1 : le fichier finit sans section META ; {THREE}",
    ),
    "something else": (
        b"<html>\n",
        "ville.pb, ligne 1, colonne 1 : le fichier doit commencer par META, pas par « <html> ».",
    ),
    "no VOTES": (
        pb()[: pb().index(b"VOTES")],
        f"ville.pb, ligne 20, colonne 1 : le fichier finit sans section VOTES ; {THREE}",
    ),
    "VOTES before PROJECTS": (
        pb().replace(b"PROJECTS\n", b"VOTES\n", 1),
        "ville.pb, ligne 15, colonne 1 : la section PROJECTS manque avant VOTES ; l'ordre est META, PROJECTS, VOTES.",
    ),
    "META twice": (
        pb().replace(b"PROJECTS\n", b"META\n", 1),
        "ville.pb, ligne 15, colonne 1 : la section META est là deux fois.",
    ),
    "a META of something else": (
        pb().replace(b"key;value\n", b"Budget de Trifouilly\n"),
        "ville.pb, ligne 2, colonne 1 : la section META doit commencer par la ligne « key;value ».",
    ),
    "an empty META": (
        b"META\nPROJECTS\nproject_id;cost\nVOTES\nvoter_id;vote\n",
        "ville.pb, ligne 2, colonne 1 : la section META doit commencer par la ligne « key;value ».",
    ),
    "a cell of PROJECTS beyond any text": (
        pb().replace(b"Four", b"Four" * 50_000),
        "ville.pb, ligne 18, colonne 1 : une cellule de cette ligne dépasse 131072 caractères.",
    ),
    "no header of PROJECTS": (
        b"META\nkey;value\nPROJECTS\nVOTES\nvoter_id;vote\n",
        "ville.pb, ligne 4, colonne 1 : la section PROJECTS n'a pas de ligne d'en-tête (project_id;cost).",
    ),
    "no header of VOTES": (
        b"META\nkey;value\nPROJECTS\nproject_id;cost\nVOTES\n",
        "ville.pb, ligne 6, colonne 1 : la section VOTES n'a pas de ligne d'en-tête (voter_id;vote).",
    ),
    "a quote that is never closed": (
        pb().replace(b"Four", b'"Four'),
        "ville.pb, ligne 18, colonne 1 : un guillemet ouvert sur cette ligne n'est jamais refermé.",
    ),
    "binary garbage": (
        pb().replace(b"Bancs", b"Ba\0ncs"),
        "ville.pb, ligne 19, colonne 14 : le fichier contient des données binaires ; un .pb est un texte en UTF-8.",
    ),
    "another encoding": (
        pb().replace("Vélos".encode(), "Vélos".encode("latin-1")),
        "ville.pb, ligne 17, colonne 13 : l'octet 0xe9 n'est pas de l'UTF-8 ; enregistrez le fichier en UTF-8.",
    ),
    "UTF-16": (
        pb().decode().encode("utf-16"),
        "ville.pb, ligne 1, colonne 1 : le fichier est en UTF-16 ; enregistrez-le en UTF-8.",
    ),
    "a line of megabytes": (
        pb() + b"7;" + b"velo," * 300_000,
        "ville.pb, ligne 29, colonne 1 : cette ligne dépasse 1 Mio : ce n'est pas un fichier .pb.",
    ),
    "a quoted cell of megabytes": (
        pb().replace(b"Four", b'"Four' + b"\n" + b"four\n" * 40_000),
        "ville.pb, ligne 18, colonne 1 : un guillemet ouvert sur cette ligne n'est jamais refermé.",
    ),
}
FAULTS = {**META_FAULTS, **PROJECT_FAULTS, **BALLOT_FAULTS, **POINT_FAULTS, **STRUCTURE_FAULTS}


@pytest.mark.parametrize(("content", "sentence"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_one_sentence_with_its_place(content: bytes, sentence: str) -> None:
    told = refusal(content).replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert told == sentence


def test_a_file_beyond_any_election_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sections, "LARGEST", 100)
    assert refusal(pb()).startswith("ville.pb, ligne 1, colonne 1 : le fichier pèse plus de 0 Mio")


def test_more_choices_than_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_MARKS", 5)
    sentence = "ville.pb, ligne 23, colonne 1 : plus de 5 cellules ou choix dans un seul fichier : trop grand."
    assert refusal(pb()) == sentence


def test_a_default_score_for_more_projects_and_voters_than_memory_holds_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = points({"vote_type": "scoring", "max_sum_points": None, "default_score": "5"})
    election = read(content)
    monkeypatch.setattr(tally, "MOST_MARKS", 8)
    with pytest.raises(ElectionFileError) as caught:
        _ = election.profile
    sentence = "ville.pb, ligne 22, colonne 1 : default_score note 3 projets pour 3 votants : plus de 8 notes."
    assert str(caught.value) == sentence


def test_a_place_counts_letters_not_bytes_and_knows_quoted_cells() -> None:
    content = pb(votes=["voter_id;vote;age", '"été; 1";velo;', "2;zut;"])
    assert refusal(content).startswith("ville.pb, ligne 24, colonne 3 :")
    projects = ['"project_id";cost;name', '"a;1";beaucoup;A']
    assert refusal(pb(projects=projects)).startswith("ville.pb, ligne 17, colonne 7 : le coût « beaucoup »")


def test_long_files_are_read_whatever_the_place_of_their_lines() -> None:
    rows = [f"{number};velo,four;{'x' * 200}" for number in range(6000)]
    assert read(pb(votes=("voter_id;vote;age", *rows))).voters == 6000


def test_a_refusal_comes_back_whole_from_another_process() -> None:
    error = ElectionFileError("ville.pb", 3, 4, "non.")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - what we have just written
    assert (str(again), again.line, again.column) == (str(error), 3, 4)
    assert str(ElectionFileError("ville.pb", 0, 0, "non.")) == "ville.pb : non."


def test_the_hand_made_file_itself_is_good() -> None:
    assert read(pb()).voters == len(VOTES) - 1
