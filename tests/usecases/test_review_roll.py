"""Reviewing the roll: the same person under two spellings is found, and nobody's name is told."""

from concitoyen.domain.likeness import KINDS
from concitoyen.usecases.beside_mark import clues_of
from concitoyen.usecases.review_roll import Alike, review_roll
from tests.usecases.town import Town, ballot, citizen

GOOD = ballot(pratiques="jardin")


def reviewed(town: Town) -> tuple[Alike, ...]:
    with town.engine.read() as desk:
        return review_roll(desk, town.id)


def test_a_roll_of_different_people_gives_nothing_to_review(voting: Town) -> None:
    for name, born in (("Delattre", "1990-01-01"), ("Carpentier", "1984-07-12"), ("Nowak", "2001-11-30")):
        voting.vote(citizen(name, birth_date=born), GOOD)
    assert reviewed(voting) == ()


def test_one_person_under_three_spellings_is_one_group_with_the_likenesses_that_join_it(voting: Town) -> None:
    voting.vote(citizen("Lefebvre", first_name="Mathieu"), GOOD)
    voting.vote(citizen("Lefèvre", first_name="Matthieu"), GOOD)
    voting.vote(citizen("Mathieu", first_name="Lefebvre", commune="Hesdin-la-Forêt"), GOOD)
    voting.vote(citizen("Nowak", first_name="Anna", birth_date="1971-02-03"), GOOD)
    (group,) = reviewed(voting)
    assert len(group.marks) == 3
    assert group.kinds == ("s", "d", "f", "i")
    assert group.words[0] == "noms qui se prononcent pareil (ou intervertis), même date de naissance"


def test_two_families_are_two_groups_the_larger_first(voting: Town) -> None:
    for name in ("Petit", "Petits", "Petite"):
        voting.vote(citizen(name), GOOD)
    for name in ("Delattre", "De Lattre-Roux"):
        voting.vote(citizen(name, first_name="Zoé", birth_date="2001-03-27"), GOOD)
    assert [len(group.marks) for group in reviewed(voting)] == [3, 2]


def test_what_is_kept_for_the_review_names_nobody_and_has_nothing_of_the_ballots(voting: Town) -> None:
    voting.vote(citizen("Delarue", first_name="Ombeline", birth_date="1987-03-21"), GOOD)
    ((_, _, clues),) = voting.tables()["roll"]
    ((urn_id, *_),) = voting.tables()["urn"]
    assert isinstance(clues, bytes)
    assert str(urn_id) not in clues.hex()
    assert len(clues) % 9 == 0
    assert {chr(letter) for letter in clues[::9]} <= {"e", *KINDS}
    assert [word for word in (b"delarue", b"ombeline", b"1987", b"dlr") if word in clues.lower()] == []


def test_the_same_name_gives_other_clues_in_another_edition(voting: Town) -> None:
    gazetteer = voting.engine.rules(voting.edition).gazetteer
    one, other = (clues_of(voting.engine.clue_key(name), citizen(), gazetteer) for name in ("a-2027", "b-2027"))
    assert {one[start : start + 9] for start in range(0, len(one), 9)} & {
        other[start : start + 9] for start in range(0, len(other), 9)
    } == set()
