"""`concitoyen simulate`: a table, JSON and a picture, of an edition or of a file."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.packs.voting_rules.pabulib.files import VOTES, pb

GREEDY = "voting_rules:greedy"


@pytest.fixture
def town(terminal: Terminal) -> Terminal:
    """A terminal beside a file of an election."""
    (terminal.folder / "ville.pb").write_bytes(pb())
    (terminal.folder / "notes.txt").write_text("rien")
    return terminal


def test_a_file_is_counted_under_several_rules(town: Terminal) -> None:
    done = town.type("simulate", "ville.pb", "--rule", GREEDY, "--rule", f"{GREEDY} skip=false")
    assert done.status == 0, done.err
    assert "France, Trifouilly, 2027" in done.out
    assert "(skip=false)" in done.words
    assert "+0 −1" in done.words
    assert "− Banc" in done.out or "− banc" in done.out


def test_every_rule_is_tried_when_none_is_named_and_one_that_cannot_says_why(town: Terminal) -> None:
    done = town.type("simulate", "ville.pb")
    assert done.status == 0, done.err
    assert "compte des mentions" in done.words
    assert "Parts égales" in done.words


def test_envelopes_and_caps_are_combined(town: Terminal) -> None:
    found = town.type("simulate", "ville.pb", "--rule", GREEDY, "--envelope", "500", "--cap", "100", "--json").json()
    assert [(run["envelope"], run["scenario"]["caps"]) for run in found["runs"]] == [
        (1000, {}),
        (1000, {"": 100}),
        (500, {}),
        (500, {"": 100}),
    ]


def test_an_election_of_elsewhere_is_told_in_its_own_money(town: Terminal) -> None:
    (town.folder / "miasto.pb").write_bytes(pb({"currency": "PLN"}))
    asked = ("simulate", "miasto.pb", "--rule", "voting_rules:greedy by=votes-per-cost", "--envelope", "500")
    done = town.type(*asked, "--svg", "vu.svg")
    assert done.status == 0, done.err
    assert "500 PLN" in done.words
    (run, _) = town.type(*asked, "--json").json()["runs"]
    first = run["outcome"]["results"][0]
    assert first["score"]["values"]["amount"] == "1\u202f000\u00a0PLN"
    assert first["why"]["values"]["cost"] == "100\u00a0PLN"
    assert "€" not in done.out + (town.folder / "vu.svg").read_text(encoding="utf-8")
    assert "1\u202f000\u00a0€" in town.type("simulate", "ville.pb", "--rule", GREEDY).out


def by_channel(*methods: str) -> bytes:
    return pb(votes=[VOTES[0] + ";voting_method", *map(";".join, zip(VOTES[1:], methods, strict=True))])


def test_ballots_of_a_file_are_weighed_by_channel(town: Terminal) -> None:
    (town.folder / "canaux.pb").write_bytes(by_channel(*["internet"] * 5, "paper"))
    asked = ("simulate", "canaux.pb", "--rule", GREEDY)
    (run,) = town.type(*asked, "--weight", "site=1", "--weight", "paper=5", "--json").json()["runs"]
    votes = {one["candidate"]: one["votes"] for one in run["outcome"]["results"]}
    assert votes == {"velo": 5, "four": 8, "banc": 3, "puits": 5}
    assert (run["outcome"]["voters"], run["outcome"]["weights"]) == (6, {"site": 1, "paper": 5})
    (plain,) = town.type(*asked, "--json").json()["runs"]
    assert {one["candidate"]: one["votes"] for one in plain["outcome"]["results"]}["puits"] == 1


@pytest.mark.parametrize("weights", [["paper=2"], ["site=1", "paper=0"], ["site=1", "papier=2"], ["site=1", "paper=x"]])
def test_weights_that_say_too_little_are_refused(town: Terminal, weights: list[str]) -> None:
    options = [part for weight in weights for part in ("--weight", weight)]
    done = town.type("simulate", "ville.pb", "--rule", GREEDY, *options)
    assert done.status != 0
    assert "un entier de 1 à 1000 : --weight site=1 --weight paper=1" in " ".join(done.err.split())


def test_a_file_that_does_not_tell_channels_is_not_weighed(town: Terminal) -> None:
    done = town.type("simulate", "ville.pb", "--rule", GREEDY, "--weight", "site=1", "--weight", "paper=2")
    assert done.status != 0
    assert "voting_method" in done.err


def test_a_picture_is_written(town: Terminal) -> None:
    assert town.type("simulate", "ville.pb", "--rule", GREEDY, "--svg", "vu.svg").status == 0
    assert (town.folder / "vu.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_a_costly_measure_is_taken_when_it_is_asked_for(town: Terminal) -> None:
    asked = ("--rule", GREEDY, "--measure", "voting_rules:priceability")
    (run,) = town.type("simulate", "ville.pb", *asked, "--json").json()["runs"]
    assert [one["measure"] for one in run["measured"]] == ["satisfaction", "spread", "ejr-plus", "priceability"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("ville.pb", "--rule", "voting_rules:gredy"), "voting_rules:greedy"),
        (("ville.pb", "--rule", f"{GREEDY} skip=peut-être"), "true ou false"),
        (("ville.pb", "--rule", GREEDY, "--envelope", "beaucoup"), "n'est pas un montant"),
        (("ville.pb", "--rule", GREEDY, "--cap", "-5"), "ne peut pas être négatif"),
        (("notes.txt", "--rule", GREEDY), "aucun format d'élection ne le lit"),
        (("ville-2030",), "ville-2030"),
    ],
)
def test_what_cannot_be_simulated_is_told_in_a_sentence(town: Terminal, arguments: tuple[str, ...], told: str) -> None:
    assert town.type("migrate").status == 0
    done = town.type("simulate", *arguments)
    assert done.status == 1
    assert told in done.err.replace("\n", " ")


def test_a_published_edition_is_simulated_with_its_notice(demo: tuple[Path, object], terminal: Terminal) -> None:
    folder, _ = demo
    database = next(folder.rglob("*.db"), None) or next(folder.rglob("*.sqlite*"))
    done = terminal.type(
        "simulate", "pasdecalais-2023", "--envelope", "400000", CONCITOYEN_DATABASE_URL=f"sqlite:///{database}"
    )
    assert done.status == 0, done.err
    assert "Les voix sont simulées." in done.words
    assert "Le règlement, enveloppe 400 000 €" in done.words.replace("\u202f", " ").replace("\u00a0", " ")
