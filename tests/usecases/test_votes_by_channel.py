"""Ballots that tell their channel: sealed by the site, counted by weight, and silent where nothing weighs."""

from collections.abc import Iterator

import pytest

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.urn import ballot_id
from concitoyen.sealing.boxes import seal_ballot
from concitoyen.testing.databases import Databases
from concitoyen.usecases.cast_ballot import open_vote, sealed, voter_mark
from tests.usecases.conftest import opened, with_the_core_tables
from tests.usecases.town import Town, ballot, by, citizen
from tests.usecases.ville import RULEBOOK, Ville

WEIGHTED = RULEBOOK.replace("[count]", "[count]\nweights = { site = 1, paper = 3 }", 1)
SITE, PAPER = ballot(pratiques="atelier"), ballot(pratiques="jardin")


@pytest.fixture
def weighing(databases: Databases, ville: Ville) -> Iterator[Town]:
    """The town while its vote is open, under a rulebook that weighs channels."""
    with opened(databases, with_the_core_tables, ville) as town:
        town.create(WEIGHTED)
        town.stand("Jardin", "pratiques")
        town.stand("Atelier", "pratiques")
        town.open_vote()
        yield town


def on_paper(town: Town, name: str, choices: Ballot) -> None:
    """What a place with one card does to the roll, the urn and the journal."""
    with town.engine.begin() as desk:
        vote = open_vote(desk, town.id, by("agent", "2027-09-12 10:00"))
        desk.record(by("mission", "2027-09-12 10:00"), "place.deposited", town.id, details={"in_the_urn": 1})
        desk.work.roll.mark(town.id, voter_mark(vote, citizen(name)))
        desk.work.urn.put(town.id, ballot_id(town.id, name), sealed(vote, choices, "paper", lambda size: b"x" * size))


def kept(town: Town) -> dict[str, int]:
    with town.engine.read() as desk:
        return {one.ballot.canonical(): one.weight for one in desk.work.counted.ballots(town.id)}


def test_a_paper_ballot_counts_three_times_and_two_people_voted_on_the_site(weighing: Town) -> None:
    weighing.vote(citizen("Petit"), SITE)
    weighing.vote(citizen("Grand"), SITE)
    on_paper(weighing, "Moyen", PAPER)
    outcome = weighing.count()
    assert [(one.candidate, one.votes) for one in outcome.results] == [("jardin", 3), ("atelier", 2)]
    assert outcome.voters == 3
    assert "bulletins papier : poids 3" in outcome.notes[0].text
    assert kept(weighing) == {
        '{"@channel":"paper","pratiques":{"jardin":1}}': 1,
        '{"@channel":"site","pratiques":{"atelier":1}}': 2,
    }


def test_the_kept_ballots_count_again_to_the_same_outcome(weighing: Town) -> None:
    weighing.vote(citizen("Petit"), SITE)
    on_paper(weighing, "Moyen", PAPER)
    outcome = weighing.count()
    with weighing.engine.read() as desk:
        _, rules = desk.edition(weighing.id)
        proposals = [desk.work.proposals.get(weighing.id, one.candidate) for one in outcome.results]
        again = rules.count(rules.candidates(proposals), desk.work.counted.ballots(weighing.id))
        assert again == outcome == desk.work.outcomes.get(weighing.id)


def test_a_ballot_that_claims_a_channel_is_sealed_under_the_one_it_came_by(weighing: Town) -> None:
    weighing.vote(citizen("Petit"), SITE.model_copy(update={"channel": "paper"}))
    assert weighing.count().results[0].votes == 1
    assert list(kept(weighing)) == ['{"@channel":"site","pratiques":{"atelier":1}}']


def test_a_contest_named_like_the_channel_is_refused(weighing: Town) -> None:
    claim = Ballot(choices={"@channel": {"paper": 1}, **SITE.choices})
    told = weighing.refusal(lambda: weighing.vote(citizen("Petit"), claim))
    assert told == "Le bulletin nomme « @channel », qui n'est pas une partie de ce vote."


def test_where_nothing_weighs_no_ballot_tells_its_channel(voting: Town) -> None:
    voting.vote(citizen(), ballot(pratiques="jardin").model_copy(update={"channel": "paper"}))
    voting.count()
    assert list(kept(voting)) == ['{"pratiques":{"jardin":1}}']


def test_sealed_ballots_of_both_channels_have_one_length(weighing: Town) -> None:
    weighing.vote(citizen("Petit"), SITE)
    on_paper(weighing, "Moyen", PAPER)
    with weighing.engine.read() as desk:
        assert len({len(entry) for entry in desk.work.urn.entries(weighing.id)}) == 1


def test_a_ballot_without_its_channel_stops_the_count(weighing: Town) -> None:
    with weighing.engine.begin() as desk:
        vote = open_vote(desk, weighing.id, by("agent", "2027-09-12 10:00"))
        desk.work.roll.mark(weighing.id, "a" * 64)
        entry = seal_ballot(vote.shorthand.write(PAPER), vote.seal, vote.urn_key, lambda size: b"x" * size)
        desk.work.urn.put(weighing.id, ballot_id(vote.edition.id, "paper"), entry)
    assert "1 bulletin(s) que le règlement ne permet pas" in weighing.refusal(weighing.count)


def test_a_paper_ballot_that_no_place_put_in_the_urn_stops_the_count(weighing: Town) -> None:
    weighing.vote(citizen("Petit"), SITE)
    on_paper(weighing, "Moyen", PAPER)
    with weighing.engine.begin() as desk:
        vote = open_vote(desk, weighing.id, by("intrus", "2027-09-12 10:00"))
        desk.work.roll.mark(weighing.id, "a" * 64)
        entry = sealed(vote, PAPER, "paper", lambda size: b"y" * size)
        desk.work.urn.put(weighing.id, ballot_id(weighing.id, "intrus"), entry)
    assert weighing.refusal(weighing.count) == (
        "Les lieux ont mis 1 cartes dans l'urne, qui contient 2 bulletins papier sur 3 : le dépouillement s'arrête là."
    )


def test_weights_neither_come_nor_go_once_the_vote_is_open(weighing: Town, voting: Town) -> None:
    told = (
        "L'urne est scellée : ses bulletins disent tous leur canal, ou aucun. Les poids par canal ([count] weights) "
        "ne s'ajoutent ni ne se retirent plus."
    )
    for town, text in ((weighing, RULEBOOK), (voting, WEIGHTED)):
        assert town.refusal(lambda: town.change_rulebook(text, "2027-09-20 09:00", "oubli")) == told  # noqa: B023 - called at once


def test_what_a_channel_weighs_may_change_with_a_reason(weighing: Town) -> None:
    weighing.vote(citizen("Petit"), SITE)
    on_paper(weighing, "Moyen", PAPER)
    weighing.change_rulebook(WEIGHTED.replace("site = 1", "site = 7"), "2027-09-20 09:00", "erreur de plume")
    assert weighing.count().results[0].candidate == "atelier"
