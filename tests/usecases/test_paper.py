"""Votes on paper: one roll with the site, two readings of each card, and a report that adds up before closing."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.errors import Refused
from concitoyen.domain.paper import CardFate, CardState, SignatureFate
from concitoyen.testing.databases import Databases
from concitoyen.usecases.paper_vote import sign_unreadable
from tests.usecases.conftest import opened, vote_is_open
from tests.usecases.town import Town, ballot, by, citizen
from tests.usecases.ville import Ville

JARDIN = ballot(pratiques="jardin")
FABLAB = ballot(innovation="fablab")
ACCEPTED: tuple[SignatureFate, list[str]] = (SignatureFate.ACCEPTED, [])


@pytest.fixture
def hall(voting: Town) -> Town:
    """The town, with a place for paper."""
    voting.place()
    return voting


# ── the sheet ─────────────────────────────────────────────────────────────────────────────────────────


def test_who_signed_on_paper_cannot_vote_on_the_site(hall: Town) -> None:
    assert hall.sign(1, citizen("Petit")) == ACCEPTED
    assert "a déjà voté" in hall.refusal(lambda: hall.vote(citizen("PETIT"), JARDIN))


def test_who_voted_on_the_site_is_found_on_the_sheet(hall: Town) -> None:
    hall.vote(citizen("Petit"), JARDIN)
    assert hall.sign(1, citizen("petit")) == (SignatureFate.ALREADY_VOTED, [])
    assert hall.roll_and_urn() == (1, 1)


def test_who_signed_twice_is_found(hall: Town) -> None:
    assert hall.sign(1, citizen("Petit")) == ACCEPTED
    assert hall.sign(2, citizen("Petit")) == (SignatureFate.ALREADY_VOTED, [])


def test_a_signature_that_is_not_accepted_is_kept_with_its_kind_and_told_with_its_reasons(hall: Town) -> None:
    fate, told = hall.sign(1, citizen(birth_date="2020-01-01"))
    assert (fate, told) == (
        SignatureFate.INELIGIBLE,
        ["Pour voter, il faut avoir 11 ans ou plus le 1er septembre 2027."],
    )
    assert hall.sign(2, citizen(commune="Lille"))[0] is SignatureFate.UNKNOWN
    assert hall.sign(3, citizen(), late=True) == (SignatureFate.LATE, [])
    assert hall.report().signatures == {
        SignatureFate.INELIGIBLE: 1,
        SignatureFate.UNKNOWN: 1,
        SignatureFate.LATE: 1,
    }
    assert hall.roll_and_urn() == (0, 0)


def test_a_line_is_typed_once(hall: Town) -> None:
    hall.sign(1, citizen("Petit"))
    assert hall.refusal(lambda: hall.sign(1, citizen("Grand"))) == (
        "La ligne 1 de « Mairie » est déjà saisie : vérifiez le numéro, ou rayez-la d'abord."
    )


def test_a_line_typed_wrong_is_struck_and_the_person_may_vote(hall: Town) -> None:
    hall.sign(1, citizen("Petit"))
    hall.strike(1, citizen("Petit"))
    assert hall.roll_and_urn() == (0, 0)
    hall.vote(citizen("Petit"), JARDIN)
    assert hall.kinds()[-1] == "paper.line-struck"


def test_nobody_takes_away_the_mark_of_another_person(hall: Town) -> None:
    hall.vote(citizen("Grand"), JARDIN)
    hall.sign(1, citizen("Petit"))
    hall.sign(2, citizen("Grand"))
    told = hall.refusal(lambda: hall.strike(1, citizen("Grand")))
    assert told == ("La ligne 1 de « Mairie » n'est pas celle de cette personne : retapez-la comme elle a été saisie.")
    hall.strike(2, citizen("Grand"))
    assert hall.roll_and_urn() == (2, 1)


def test_a_line_that_nobody_can_read_counts_as_refused_and_is_struck_without_a_name(hall: Town) -> None:
    with hall.engine.begin() as desk:
        kept = sign_unreadable(desk, hall.id, "mairie", 1, by("agent", "2027-09-12 09:00"))
    assert kept.fate is SignatureFate.UNKNOWN
    assert hall.report().refused == 1
    hall.strike(1, None)
    assert hall.report().signed == 0


def test_no_name_of_a_sheet_is_kept(hall: Town) -> None:
    hall.sign(1, citizen("Delarue", first_name="Ombeline", birth_date="1987-03-21"))
    kept = str(hall.tables()).casefold()
    assert [word for word in ("delarue", "ombeline", "1987-03-21") if word in kept] == []


# ── the cards ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_is_read_by_two_agents_who_must_agree(hall: Town) -> None:
    assert hall.card(1, JARDIN, reader="Ana") is CardState.READ_ONCE
    assert hall.card(1, JARDIN, reader="Ana") is CardState.READ_ONCE
    assert hall.card(1, FABLAB, reader="Bo") is CardState.DISAGREED
    assert hall.card(1, JARDIN, reader="Bo") is CardState.AGREED


def test_a_third_agent_may_settle_what_two_read_differently(hall: Town) -> None:
    hall.card(1, JARDIN, reader="Ana")
    hall.card(1, FABLAB, reader="Bo")
    assert hall.card(1, FABLAB, reader="Cleo") is CardState.AGREED


def test_choices_that_are_no_valid_ballot_are_refused_with_the_reason(hall: Town) -> None:
    assert "n'y est pas soumis au vote" in hall.refusal(lambda: hall.card(1, ballot(pratiques="inconnu")))
    assert hall.refusal(lambda: hall.card(1, Ballot(choices={}))).startswith("Le bulletin est vide")
    assert hall.two_read(1, None, CardFate.BLANK) is CardState.AGREED


def test_what_agents_read_is_sealed(hall: Town) -> None:
    hall.two_read(1, JARDIN)
    rows = hall.tables()["cards"]
    assert "jardin" not in str(rows)


# ── adding up ─────────────────────────────────────────────────────────────────────────────────────────


def test_paper_and_site_are_counted_together(hall: Town) -> None:
    hall.vote(citizen("Un"), FABLAB)
    for line, name in enumerate(("Deux", "Trois", "Quatre"), start=1):
        hall.sign(line, citizen(name))
    hall.two_read(1, JARDIN)
    hall.two_read(2, FABLAB)
    hall.two_read(3, None, CardFate.TOO_MANY)
    report = hall.deposit_place()
    assert (report.signed, report.accepted, report.in_the_box, report.set_aside, report.missing) == (3, 3, 3, 0, 0)
    assert hall.roll_and_urn() == (4, 4)
    outcome = hall.count()
    assert {result.candidate: result.votes for result in outcome.results} == {"fablab": 2, "jardin": 1, "atelier": 0}
    assert outcome.voters == 4


def test_the_count_waits_for_the_paper(hall: Town) -> None:
    hall.place("Collège")
    assert hall.refusal(hall.count) == (
        "Le papier n'est pas rentré : les cartes de « Collège », « Mairie » ne sont pas dans l'urne."
    )


def test_a_card_is_set_aside_for_each_signature_that_is_refused(hall: Town) -> None:
    hall.vote(citizen("Un"), FABLAB)
    hall.sign(1, citizen("Un"))
    hall.sign(2, citizen("Deux"))
    hall.two_read(1, JARDIN)
    hall.two_read(2, JARDIN)
    assert hall.deposit_place().set_aside == 1
    assert hall.roll_and_urn() == (2, 2)


def test_everything_that_does_not_add_up_is_told_at_once(hall: Town) -> None:
    hall.sign(1, citizen("Un"))
    hall.card(1, JARDIN)
    hall.card(2, JARDIN)
    hall.card(2, FABLAB, reader="Bo")
    told = hall.refusal(hall.deposit_place)
    assert "Cartes lues par un seul agent : 1." in told
    assert "Cartes lues différemment par deux agents : 2." in told
    assert "1 carte de plus que de signatures (2 cartes, 1 signature)" in told


def test_a_missing_card_is_explained_and_becomes_a_blank_ballot(hall: Town) -> None:
    hall.sign(1, citizen("Un"))
    hall.sign(2, citizen("Deux"))
    hall.two_read(1, JARDIN)
    assert "1 carte de moins que de signatures" in hall.refusal(hall.deposit_place)
    assert hall.deposit_place("une personne est partie avec sa carte").missing == 1
    assert hall.roll_and_urn() == (2, 2)
    assert hall.journal()[-1].details["explanation"] == "une personne est partie avec sa carte"


def test_a_card_in_excess_is_explained_and_set_aside(hall: Town) -> None:
    hall.sign(1, citizen("Un"))
    hall.two_read(1, JARDIN)
    hall.two_read(2, JARDIN)
    assert hall.deposit_place("deux cartes collées").set_aside == 1
    assert hall.roll_and_urn() == (1, 1)


def test_a_place_whose_cards_are_in_the_urn_is_closed(hall: Town) -> None:
    hall.deposit_place()
    told = "Les cartes de « Mairie » sont dans l'urne : ce lieu est clos, rien n'y change."
    assert hall.refusal(lambda: hall.sign(1, citizen())) == told
    assert hall.refusal(lambda: hall.card(1, JARDIN)) == told
    assert hall.refusal(hall.deposit_place) == told


def test_nothing_is_typed_before_the_vote_opens_nor_after_the_count(standing: Town) -> None:
    standing.place(when="2027-08-01 09:00")
    assert standing.refusal(lambda: standing.sign(1, citizen(), when="2027-08-31 23:59")).startswith("Le vote de")
    standing.deposit_place()
    standing.count()
    assert "dépouillement" in standing.refusal(lambda: standing.place("Trop tard"))
    assert "dépouillement" in standing.refusal(lambda: standing.sign(1, citizen()))


def test_two_places_do_not_have_one_name_and_a_place_has_one(hall: Town) -> None:
    assert hall.refusal(lambda: hall.place(" mairie ")) == "Le lieu « mairie » existe déjà."
    assert hall.refusal(lambda: hall.place(" – ")).startswith("Donnez le nom du lieu")


PEOPLE = st.integers(0, 5)
ACTS = st.one_of(
    st.builds(lambda number: ("vote", number), PEOPLE),
    st.builds(lambda number: ("sign", number), PEOPLE),
    st.builds(lambda number: ("card", number), st.integers(0, 2)),
)


@settings(max_examples=25)
@given(acts=st.lists(ACTS, max_size=12))
def test_whatever_happens_the_roll_and_the_urn_agree_to_the_ballot(
    databases: Databases, acts: list[tuple[str, int]]
) -> None:
    with opened(databases, vote_is_open, Ville()) as town:
        town.place()
        for position, (kind, number) in enumerate(acts, start=1):
            if kind == "vote":
                with suppress(Refused):  # a second vote of the same person
                    town.vote(citizen(f"N{number}"), JARDIN)
            elif kind == "sign":
                town.sign(position, citizen(f"N{number}"))
            else:
                town.two_read(position, *((JARDIN,), (FABLAB,), (None, CardFate.BLANK))[number])
            roll, urn = town.roll_and_urn()
            with town.store.read() as work:
                assert roll == urn + work.paper.pending(town.id)
        town.deposit_place("les comptes du soir")
        roll, urn = town.roll_and_urn()
        assert roll == urn == town.count().voters
