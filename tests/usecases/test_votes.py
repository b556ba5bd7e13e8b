"""Casting a ballot: who may, what is valid, when, and that a refusal leaves nothing."""

from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import ConcitoyenError
from concitoyen.domain.people import Person
from concitoyen.domain.proposal import Status
from concitoyen.domain.urn import ballot_id, receipt_of
from concitoyen.sealing.boxes import seal_ballot
from concitoyen.store.rows import UrnRow, table_of
from concitoyen.testing.databases import Databases
from concitoyen.usecases.cast_ballot import open_vote
from tests.usecases.conftest import opened, vote_is_open
from tests.usecases.town import Town, ballot, by, citizen
from tests.usecases.ville import RULEBOOK, Ville

GOOD = ballot(pratiques="jardin", innovation="fablab")


def test_a_ballot_marks_the_roll_once_and_puts_one_ballot_in_the_urn(voting: Town) -> None:
    voting.vote(citizen(), GOOD)
    assert voting.roll_and_urn() == (1, 1)


def test_a_cast_ballot_writes_no_line_in_the_journal(voting: Town) -> None:
    before = voting.journal()
    voting.vote(citizen(), GOOD)
    assert voting.journal() == before


def test_a_cast_ballot_writes_in_the_roll_and_in_the_urn_and_nowhere_else(voting: Town) -> None:
    before = voting.tables()
    voting.vote(citizen(), GOOD)
    after = voting.tables()
    assert {name for name in after if after[name] != before[name]} == {"roll", "urn"}


def test_neither_the_name_nor_the_birth_date_nor_the_commune_of_a_voter_is_kept(voting: Town) -> None:
    voting.vote(citizen("Delarue", first_name="Ombeline", birth_date="1987-03-21"), GOOD)
    kept = str(voting.tables()).casefold()
    assert [word for word in ("delarue", "ombeline", "1987-03-21") if word in kept] == []


def test_the_first_ballot_after_the_opening_freezes_the_edition_and_makes_the_ballot(standing: Town) -> None:
    standing.vote(citizen(), GOOD, "2027-09-01 00:00")
    assert standing.edition.stage is Stage.FROZEN
    assert set(standing.statuses().values()) == {Status.ON_THE_BALLOT}
    assert standing.kinds()[-1] == "vote.opened"


# ── who ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_voter_under_eleven_is_told_the_rule(voting: Town) -> None:
    child = citizen(birth_date="2016-09-02")
    assert (
        voting.refusal(lambda: voting.vote(child, GOOD))
        == "Pour voter, il faut avoir 11 ans ou plus le 1er septembre 2027."
    )


def test_a_voter_of_eleven_on_the_opening_day_may_vote(voting: Town) -> None:
    voting.vote(citizen(birth_date="2016-09-01"), GOOD)
    assert voting.roll_and_urn() == (1, 1)


def test_a_voter_from_elsewhere_is_told_that_the_commune_is_not_in_the_list(voting: Town) -> None:
    stranger = citizen(commune="Lille")
    assert voting.refusal(lambda: voting.vote(stranger, GOOD)) == (
        "« Lille » n'est pas une commune de la liste « communes de la Ville ». Ce vote est réservé à ses habitants."
    )


def test_a_slip_of_the_keyboard_in_the_commune_is_met_with_the_nearest_name(voting: Town) -> None:
    assert voting.refusal(lambda: voting.vote(citizen(commune="Maroeuille"), GOOD)) == (
        "« Maroeuille » n'est pas une commune de la liste « communes de la Ville ». Vouliez-vous dire « Marœuil » ?"
    )


def test_a_voter_of_one_of_two_communes_of_the_same_name_is_asked_which(voting: Town) -> None:
    assert voting.refusal(lambda: voting.vote(citizen(commune="Saint Leger"), GOOD)) == (
        "Plusieurs communes s'appellent « Saint Leger » : choisissez Saint-Léger (99003) ou Saint-Léger (99004)."
    )
    voting.vote(citizen(commune="Saint-Léger (99004)"), GOOD)
    assert voting.roll_and_urn() == (1, 1)


SAME = "Une personne de mêmes nom, prénom, date de naissance et commune a déjà voté : chacun vote une seule fois."


@pytest.mark.parametrize(
    "again",
    [
        citizen("Lefèvre-Œuf", first_name="Zoé", commune="Hesdin-la-Forêt"),
        citizen("LEFEVRE OEUF", first_name="zoe", commune="Hesdin-la-Forêt"),
        citizen(" lefèvre œuf ", first_name="ZOÉ", commune="hesdin la foret"),
        citizen("Lefèvre-Œuf", first_name="Zoé", commune="Huby St Leu"),
        citizen("Lefèvre-Œuf", first_name="Zoé", commune="99002"),
    ],
    ids=["the same", "without accents", "other case and spaces", "former commune", "INSEE code"],
)
def test_nobody_votes_twice_however_the_name_is_typed(voting: Town, again: Person) -> None:
    voting.vote(citizen("Lefèvre-Œuf", first_name="Zoé", commune="Hesdin-la-Forêt"), GOOD)
    assert voting.refusal(lambda: voting.vote(again, ballot(pratiques="atelier"))) == SAME
    assert voting.roll_and_urn() == (1, 1)


def test_the_refusal_of_a_second_vote_names_what_the_rulebook_compares(town: Town) -> None:
    town.create(RULEBOOK.replace('"last_name", "first_name", "birth_date", "commune"]', '"email"]'))
    town.stand("Jardin")
    town.vote(citizen(email="jeanne@exemple.fr"), ballot(pratiques="jardin"))
    again = citizen("Autre", email="Jeanne@Exemple.fr ")
    assert town.refusal(lambda: town.vote(again, ballot(pratiques="jardin"))) == (
        "Une personne de même adresse électronique a déjà voté : chacun vote une seule fois."
    )


def test_twins_may_both_vote(voting: Town) -> None:
    voting.vote(citizen(first_name="Jeanne"), GOOD)
    voting.vote(citizen(first_name="Louise"), GOOD)
    assert voting.roll_and_urn() == (2, 2)


@pytest.mark.parametrize("nothing", ["", "   ", " - ", "…"])
def test_a_voter_without_a_name_is_asked_for_it(voting: Town, nothing: str) -> None:
    assert voting.refusal(lambda: voting.vote(citizen(nothing, first_name=nothing), GOOD)) == (
        "Il manque le nom. Il manque le prénom."
    )


def test_a_voter_without_a_commune_is_asked_for_it_and_told_nothing_else(voting: Town) -> None:
    assert voting.refusal(lambda: voting.vote(citizen(commune=" "), GOOD)) == "Il manque la commune."


def test_a_voter_is_told_everything_that_is_wrong_at_once(voting: Town) -> None:
    wrong = citizen(commune="Lille", birth_date="2020-01-01")
    told = voting.refusal(lambda: voting.vote(wrong, Ballot(choices={})))
    assert told == (
        "Pour voter, il faut avoir 11 ans ou plus le 1er septembre 2027. "
        "« Lille » n'est pas une commune de la liste « communes de la Ville ». Ce vote est réservé à ses habitants. "
        "Le bulletin est vide : choisissez au moins un projet."
    )


# ── what ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        (
            Ballot(choices={"pratiques": {"jardin": 1, "atelier": 1}}),
            "« Pratiques » : 2 projets choisis, le maximum est 1. Gardez ceux que vous préférez.",
        ),
        (
            ballot(pratiques="zeppelin"),
            "« Pratiques » : le projet « zeppelin » n'y est pas soumis au vote.",
        ),
        (
            ballot(innovation="jardin"),
            "« Innovation » : le projet « Jardin » n'y est pas soumis au vote.",
        ),
        (Ballot(choices={}), "Le bulletin est vide : choisissez au moins un projet."),
        (
            Ballot(choices={"pratiques": {}, "innovation": {}}),
            "Le bulletin est vide : choisissez au moins un projet.",
        ),
        (
            ballot(pratiques="jardin", mairie="jardin"),
            "Le bulletin nomme « mairie », qui n'est pas une partie de ce vote.",
        ),
        (
            Ballot(choices={"pratiques": {"jardin": 40}}),
            "« Pratiques » : la valeur 40 donnée à « Jardin » n'est pas entre 1 et 1.",
        ),
    ],
    ids=[
        "two choices in one category",
        "an unknown project",
        "a project of another category",
        "empty",
        "blank contests",
        "an unknown contest",
        "forty votes at once",
    ],
)
def test_a_ballot_that_is_not_valid_is_refused_with_the_reason(voting: Town, choices: Ballot, told: str) -> None:
    assert voting.refusal(lambda: voting.vote(citizen(), choices)) == told


# ── when ──────────────────────────────────────────────────────────────────────────────────────────────


def test_nobody_votes_one_second_before_the_opening(standing: Town) -> None:
    told = standing.refusal(lambda: standing.vote(citizen(), GOOD, "2027-08-31 23:59:59"))
    assert told == "Le vote n'est pas ouvert : ouverture le 1er septembre 2027."


def test_the_last_second_of_the_vote_is_open_and_the_next_is_not(voting: Town) -> None:
    voting.vote(citizen("Avant"), GOOD, "2027-09-30 23:59:59")
    told = voting.refusal(lambda: voting.vote(citizen("Après"), GOOD, "2027-10-01 00:00"))
    assert told == "Le vote n'est pas ouvert : c'est terminé depuis le 30 septembre 2027 à\u00a024\u00a0h."
    assert voting.roll_and_urn() == (1, 1)


def test_a_ballot_that_a_slow_clock_sends_after_the_count_is_refused(voting: Town) -> None:
    voting.vote(citizen("Avant"), GOOD)
    voting.count()
    told = voting.refusal(lambda: voting.vote(citizen("Après"), GOOD, "2027-09-30 23:59:59"))
    assert told == "Le dépouillement de « Budget de la Ville 2027 » est fait : l'urne ne reçoit plus de bulletin."


def test_an_opening_that_was_undone_does_not_fix_the_ballot(standing: Town) -> None:
    with pytest.raises(ConcitoyenError):
        standing.vote(citizen(commune="Lille"), GOOD, "2027-09-01 08:00")
    assert standing.edition.stage is Stage.PREPARED
    with standing.store.begin() as work:  # as an agent would, before anybody has voted
        gone = work.proposals.get(standing.id, "fablab").model_copy(update={"status": Status.WITHDRAWN})
        work.proposals.update(gone)
    with pytest.raises(ConcitoyenError, match="Le bulletin nomme « innovation », qui n'est pas une partie de ce vote"):
        standing.vote(citizen(), GOOD, "2027-09-01 09:00")


# ── at the same time ──────────────────────────────────────────────────────────────────────────────────


def at_once(*acts: Callable[[], object]) -> list[Exception]:
    """Start every act at the same instant, each in a thread, and give what went wrong."""
    start, errors = Barrier(len(acts)), list[Exception]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except ConcitoyenError as error:
            errors.append(error)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_two_who_open_the_vote_at_once_open_it_once(standing: Town) -> None:
    assert at_once(*[standing.open_vote] * 4) == []
    assert standing.kinds().count("vote.opened") == 1
    assert standing.edition.stage is Stage.FROZEN


def test_two_who_vote_at_once_under_one_name_leave_one_ballot(voting: Town) -> None:
    errors = at_once(*[lambda: voting.vote(citizen(), GOOD)] * 4)
    assert [str(error) for error in errors] == [SAME] * 3
    assert voting.roll_and_urn() == (1, 1)


def test_the_first_voters_of_all_come_at_once_and_all_have_voted(standing: Town) -> None:
    assert at_once(*[lambda n=n: standing.vote(citizen(f"Voix {n}"), GOOD) for n in "abcd"]) == []
    assert standing.roll_and_urn() == (4, 4)
    assert standing.kinds().count("vote.opened") == 1


def test_a_ballot_and_the_count_at_the_same_instant_agree(voting: Town) -> None:
    voting.vote(citizen("Avant"), GOOD)
    late = [lambda n=n: voting.vote(citizen(f"Tard {n}"), GOOD, "2027-09-30 23:59:59") for n in "abcdef"]
    at_once(voting.count, *late)
    with voting.store.read() as work:
        counted = work.outcomes.get(voting.id).voters
    assert voting.roll_and_urn() == (counted, counted)


# ── laws ──────────────────────────────────────────────────────────────────────────────────────────────

people = st.builds(
    citizen,
    st.sampled_from(["Petit", "PETIT", "Pétit", "Grand", ""]),
    birth_date=st.sampled_from(["1990-05-17", "2016-09-01", "2016-09-02"]),
    commune=st.sampled_from(["Marœuil", "maroeuil", "Lille", "Saint-Léger"]),
)
choices = st.dictionaries(
    st.sampled_from(["pratiques", "innovation", "autre"]),
    st.dictionaries(st.sampled_from(["jardin", "atelier", "fablab"]), st.integers(0, 2), max_size=2),
    max_size=2,
).map(lambda marks: Ballot(choices=marks))


@pytest.fixture(scope="module")
def open_town(databases: Databases) -> Iterator[Town]:
    """A town whose vote stays open for a whole module."""
    with opened(databases, vote_is_open, Ville()) as found:
        yield found


@settings(max_examples=25)
@given(casts=st.lists(st.tuples(people, choices), max_size=6))
def test_the_roll_and_the_urn_agree_after_any_ballots(open_town: Town, casts: list[tuple[Person, Ballot]]) -> None:
    accepted = 0
    before = open_town.roll_and_urn()
    for person, marks in casts:
        try:
            open_town.vote(person, marks)
            accepted += 1
        except ConcitoyenError:
            continue
    marks_made, ballots_cast = open_town.roll_and_urn()
    assert marks_made == ballots_cast == before[0] + accepted


# ── the urn, damaged ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sealing", ["host", "bureau"])
def test_one_damaged_ballot_stops_the_count_and_is_named_by_its_receipt(town: Town, sealing: str) -> None:
    town.create(
        RULEBOOK.replace("[territories]", f'[urn]\nsealing = "{sealing}"\narticle = "Article 4"\n\n[territories]', 1)
    )
    town.stand("Jardin")
    for name in ("Un", "Deux", "Trois"):
        town.vote(citizen(name), ballot(pratiques="jardin"))
    with town.store.read() as work:
        entry, *_ = work.urn.entries(town.id)
    changed, urn = bytes([entry[0] ^ 1, *entry[1:]]), table_of(UrnRow)
    with town.store.engine.begin() as connection:
        connection.execute(update(urn).where(urn.c.entry == entry).values(entry=changed))
    assert town.refusal(town.count) == (
        "Un bulletin ne s'ouvre pas : il a été abîmé ou remplacé dans la base. "
        f"Son reçu est {receipt_of(changed)}. Le dépouillement s'arrête là, rien n'est écrit."
    )
    assert town.edition.stage is Stage.FROZEN
    with town.store.read() as work:
        assert work.counted.receipts(town.id) == ()


@pytest.mark.parametrize("told", ["", "[]]", "[0,1]", '[7777,["jardin",1]]', '{"pratiques":{"jardin":"un"}}'])
def test_what_opens_and_is_no_ballot_stops_the_count(voting: Town, told: str) -> None:
    voting.vote(citizen(), ballot(pratiques="jardin"))
    with voting.engine.begin() as desk:
        vote = open_vote(desk, voting.id, by("intrus", "2027-09-12 10:00"))
        desk.work.roll.mark(voting.id, "a" * 64)
        entry = seal_ballot(told, vote.seal, vote.urn_key, lambda size: b"x" * size)
        desk.work.urn.put(voting.id, ballot_id(voting.id, "intrus"), entry)
    assert voting.refusal(voting.count) == (
        "Ce que contient un bulletin de l'urne n'est pas un bulletin : il y a été mis par une autre porte. "
        "Le dépouillement s'arrête là, rien n'est écrit."
    )


def test_a_ballot_sealed_by_its_canonical_text_counts_with_the_others(voting: Town) -> None:
    chosen = ballot(pratiques="jardin")
    voting.vote(citizen(), chosen)
    with voting.engine.begin() as desk:
        vote = open_vote(desk, voting.id, by("avant", "2027-09-12 10:00"))
        desk.work.roll.mark(voting.id, "a" * 64)
        entry = seal_ballot(chosen.canonical(), vote.seal, vote.urn_key, lambda size: b"x" * size)
        desk.work.urn.put(voting.id, ballot_id(voting.id, "avant"), entry)
    assert voting.count().voters == 2
    with voting.engine.read() as desk:
        assert [one.weight for one in desk.work.counted.ballots(voting.id)] == [2]


def test_an_urn_whose_seal_knows_no_names_takes_ballots_and_counts(voting: Town) -> None:
    with voting.engine.begin() as desk:
        seal = open_vote(desk, voting.id, by("avant", "2027-09-12 10:00")).seal
        desk.work.seals.save(seal.model_copy(update={"names": (), "size": 128}))
    voting.vote(citizen(), ballot(pratiques="jardin"))
    with voting.store.read() as work:
        (entry,) = work.urn.entries(voting.id)
    assert len(entry) == 24 + 16 + 128
    assert voting.count().voters == 1
    with voting.engine.read() as desk:
        assert [one.ballot for one in desk.work.counted.ballots(voting.id)] == [ballot(pratiques="jardin")]
