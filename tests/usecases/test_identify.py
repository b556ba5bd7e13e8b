"""Showing who one is: codes by e-mail, printed codes, the token until the ballot; and who must not pass."""

from collections.abc import Iterator
from random import Random
from threading import Barrier, Thread

import pytest

from concitoyen.domain.errors import Refused
from concitoyen.domain.identity import Proof
from concitoyen.domain.one_time_code import ALPHABET, new_code, written
from concitoyen.domain.people import Person
from concitoyen.testing.databases import Databases
from concitoyen.usecases.identify import Verdict
from concitoyen.usecases.print_codes import Use, codes_by_place, revoke_codes
from tests.usecases.desk_of_codes import (
    ATTEMPT,
    BY_CODE,
    LEO,
    MAIL,
    NOON,
    OTHER_ATTEMPT,
    PRINTED,
    ZOE,
    CodeTown,
    code_town,
)
from tests.usecases.town import ballot, by, citizen

GOOD = ballot(pratiques="jardin")
OVER = "Ce code n'est plus valable. Demandez-en un autre."
NOT_THIS_SHEET = (
    "Ce code ne convient pas : il a peut-être déjà servi, ou c'est celui d'un autre vote. Vérifiez votre feuille."
)


@pytest.fixture
def town(databases: Databases) -> Iterator[CodeTown]:
    """The town whose rulebook asks for a code, while its vote is open."""
    with code_town(databases) as found:
        yield found


def said(verdict: Verdict) -> str:
    return verdict.objection.text if verdict.objection else ""


# ── a code by e-mail ──────────────────────────────────────────────────────────────────────────────────


def test_the_right_code_proves_the_identity_and_the_ballot_is_cast(town: CodeTown) -> None:
    letter = town.ask()
    assert (letter.to, "482913" in letter.text) == ("zoe@exemple.fr", True)
    proof = town.proof(town.answer(" 482 913 ").token)
    town.vote(ZOE, GOOD, attempt=ATTEMPT, proof=proof)
    assert town.roll_and_urn() == (1, 1)


def test_without_a_proof_no_ballot_is_accepted(town: CodeTown) -> None:
    told = town.refusal(lambda: town.vote(ZOE, GOOD, attempt=ATTEMPT), Refused)
    assert told == "Ce vote demande de montrer qui vous êtes, et cela n'a pas été fait pour ce bulletin."


@pytest.mark.parametrize(
    "proof",
    [
        Proof(MAIL, "0" * 64, ATTEMPT),
        Proof("core:declaration", "", ATTEMPT),
    ],
    ids=["another's", "a way that the rulebook does not name"],
)
def test_the_proof_of_somebody_else_serves_nobody(town: CodeTown, proof: Proof) -> None:
    town.refusal(lambda: town.vote(ZOE, GOOD, attempt=ATTEMPT, proof=proof), Refused)


def test_a_proof_serves_the_attempt_for_which_it_was_made(town: CodeTown) -> None:
    town.ask()
    proof = town.proof(town.answer("482913").token)
    town.refusal(lambda: town.vote(ZOE, GOOD, attempt=OTHER_ATTEMPT, proof=proof), Refused)


def test_a_wrong_code_tells_how_many_tries_are_left_and_the_fifth_ends_it(town: CodeTown) -> None:
    town.ask()
    left = [said(town.answer(f"{number:06}")) for number in range(5)]
    assert [text.partition(" : ")[2].partition(".")[0] for text in left[:4]] == [
        "il vous reste 4 essais",
        "il vous reste 3 essais",
        "il vous reste 2 essais",
        "il vous reste 1 essai",
    ]
    assert left[4] == "Ce code n'est pas le bon. Demandez-en un autre."
    assert said(town.answer("482913")) == OVER


def test_tries_made_at_the_same_time_all_count(town: CodeTown) -> None:
    town.ask()
    together, verdicts = Barrier(8), []

    def guess(number: int) -> None:
        together.wait()
        verdicts.append(said(town.answer(f"{number:06}")))

    threads = [Thread(target=guess, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts.count(OVER) == 3
    assert said(town.answer("482913")) == OVER


def test_a_code_holds_to_its_last_second_and_not_one_more(town: CodeTown) -> None:
    town.ask()
    assert said(town.answer("482913", late=15 * 60)) == OVER
    assert town.answer("482913", late=15 * 60 - 1).token != ""


def test_a_code_asked_within_a_minute_holds_to_the_end_of_a_minute(town: CodeTown) -> None:
    town.ask(late=1)
    assert town.answer("482913", late=15 * 60 + 59).token != ""
    assert said(town.answer("482913", late=16 * 60)) == OVER


def test_a_code_serves_its_own_voter_again_when_the_answer_was_lost(town: CodeTown) -> None:
    town.ask()
    tokens = [town.answer("482913").token for _ in range(9)]
    assert set(tokens) == {tokens[0]}


@pytest.mark.parametrize(
    ("person", "attempt"),
    [(LEO, ATTEMPT), (ZOE, OTHER_ATTEMPT), (LEO.model_copy(update={"email": ZOE.email}), OTHER_ATTEMPT)],
    ids=["another person", "another form", "another person with her address and another form"],
)
def test_a_code_serves_nobody_else_and_no_other_form(town: CodeTown, person: Person, attempt: str) -> None:
    town.ask()
    assert said(town.answer("482913", person, attempt)) == OVER


def test_a_code_that_served_cannot_serve_another_name_at_the_same_address(town: CodeTown) -> None:
    town.ask()
    assert town.answer("482913").token != ""
    relative = LEO.model_copy(update={"email": ZOE.email})
    assert "pas le bon" in said(town.answer("482913", relative))


def test_a_new_code_takes_the_place_of_the_one_before(town: CodeTown) -> None:
    town.ask()
    town.ask(code=111111)
    assert "pas le bon" in said(town.answer("482913"))
    assert town.answer("111111").token != ""


def test_the_code_goes_to_the_mailbox_that_counts_as_one_voter_s(town: CodeTown) -> None:
    """Where a provider gives a mailbox of its own to a long s, its owner must not vote in the place of another."""
    letter = town.ask(ZOE.model_copy(update={"email": "\u017fam@exemple.fr"}))
    assert letter.to == "sam@exemple.fr"


def test_a_mailbox_is_not_flooded_whatever_the_spelling_or_the_form(town: CodeTown) -> None:
    for number in range(5):
        town.ask(ZOE.model_copy(update={"email": f"zoe+{number}@exemple.fr"}), attempt=f"{number:032}")
    told = town.refusal(town.ask, Refused)
    assert told == "Trop de codes ont été demandés. Utilisez le dernier reçu, ou attendez une heure."
    assert town.ask(LEO).to == "leo@exemple.fr"
    assert town.ask(late=3600).to == "zoe@exemple.fr"


def test_a_mailbox_receives_twelve_letters_a_day(town: CodeTown) -> None:
    for hour in range(3):
        for number in range(4):
            town.ask(late=hour * 3600 + number)
    town.refusal(lambda: town.ask(late=3 * 3600), Refused)
    assert town.ask(late=24 * 3600).to == "zoe@exemple.fr"


def test_a_school_behind_one_address_asks_for_its_codes_at_ease_and_a_program_does_not(
    town: CodeTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("concitoyen.usecases.identify.LETTERS_A_NETWORK", 10)  # six hundred would be slow
    pupils = [LEO.model_copy(update={"email": f"eleve{number}@exemple.fr"}) for number in range(11)]
    for pupil in pupils[:10]:
        town.ask(pupil, network="2001:db8:1:2:3::4")
    town.refusal(lambda: town.ask(pupils[10], network="2001:db8:1:2:ffff::9"), Refused)
    for pupil, network in zip(pupils[8:], ("2001:db8:1:3::4", "192.0.2.7", "salle 4"), strict=True):
        assert town.ask(pupil, network=network).to == pupil.email


def test_an_address_that_cannot_be_written_to_is_refused_before_any_letter(town: CodeTown) -> None:
    told = town.refusal(lambda: town.ask(ZOE.model_copy(update={"email": "zoe@exemple.fr, leo@exemple.fr"})), Refused)
    assert "n'est pas une adresse e-mail complète" in told


def test_codes_and_periods_that_are_over_are_removed(town: CodeTown) -> None:
    for number in range(4):
        town.ask(ZOE, attempt=f"{number:032}")
    town.ask(LEO, late=25 * 3600)
    with town.engine.read() as desk:
        assert desk.work.mail_codes.count(town.id) == 1
    assert len(town.tables()["quotas"]) == 3, "Léo's: within the hour, within the day, and whoever asks"


def test_asking_for_a_code_reads_no_roll_so_that_who_has_voted_and_who_has_not_get_the_same(town: CodeTown) -> None:
    town.ask()
    town.vote(ZOE, GOOD, attempt=ATTEMPT, proof=town.proof(town.answer("482913").token))
    voted, unknown = town.ask(attempt=OTHER_ATTEMPT), town.ask(LEO, attempt=OTHER_ATTEMPT)
    assert voted.model_copy(update={"to": ""}) == unknown.model_copy(update={"to": ""})
    proof = town.proof(town.answer("482913", attempt=OTHER_ATTEMPT).token, attempt=OTHER_ATTEMPT)
    told = town.refusal(lambda: town.vote(ZOE, GOOD, attempt=OTHER_ATTEMPT, proof=proof), Refused)
    assert "a déjà voté" in told


def test_neither_the_address_nor_the_code_is_kept_and_nothing_kept_is_the_mark_or_the_attempt(town: CodeTown) -> None:
    town.ask()
    town.print_codes()
    sheet = town.print_codes(count=1)[0]
    token = town.answer("482913").token
    assert town.sheet(sheet, LEO).token
    proof = town.proof(token)
    assert proof is not None
    tables = town.tables()
    kept = str([tables[name] for name in ("codes", "mailcodes", "quotas")])
    for word in ("zoe", "exemple", "482913", sheet, written(sheet), proof.voter, proof.attempt, ":01"):
        assert word not in kept


# ── the token ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_token_outlives_a_cast_that_must_be_tried_again_for_fifteen_minutes(town: CodeTown) -> None:
    town.ask()
    token = town.answer("482913", late=60).token
    assert town.proof(token, late=60 + 15 * 60 - 1) is not None
    assert town.proof(token, late=60 + 15 * 60) is None


def test_a_token_proves_nothing_for_another_person_or_form(town: CodeTown) -> None:
    town.ask()
    token = town.answer("482913").token
    assert town.proof(token, person=LEO) is None
    assert town.proof(token, attempt=OTHER_ATTEMPT) is None


def test_a_token_that_was_touched_proves_nothing(town: CodeTown) -> None:
    town.ask()
    token = town.answer("482913").token
    provider, until, signature = token.split(".")
    later = f"{provider}.{int(until) + 1}.{signature}"
    other_way = f"{PRINTED}.{until}.{signature}"
    flipped = f"{token[:-1]}{'0' if token[-1] != '0' else '1'}"
    nonsense = ["", ".", "..", "core:email-code", f"{provider}.{until}", f"{provider}.x.{signature}", "é.é.é"]
    for touched in (later, other_way, flipped, f"{provider}.{'9' * 30}.{signature}", *nonsense):
        assert town.proof(touched) is None


# ── a printed code ────────────────────────────────────────────────────────────────────────────────────


def test_a_printed_code_serves_its_first_voter_and_them_only(town: CodeTown) -> None:
    code = town.print_codes()[0]
    first = town.sheet(written(code).lower())
    town.vote(ZOE, GOOD, attempt=ATTEMPT, proof=town.proof(first.token))
    assert said(town.sheet(code, LEO)) == NOT_THIS_SHEET
    assert town.roll_and_urn() == (1, 1)


def test_a_crash_between_the_code_and_the_ballot_loses_nothing_even_with_a_new_form(town: CodeTown) -> None:
    code = town.print_codes()[0]
    assert town.sheet(code).token
    again = town.sheet(code, attempt=OTHER_ATTEMPT, late=3600)
    proof = town.proof(again.token, attempt=OTHER_ATTEMPT, late=3660)
    town.vote(ZOE, GOOD, attempt=OTHER_ATTEMPT, proof=proof)
    assert town.roll_and_urn() == (1, 1)


def test_of_two_voters_with_one_code_at_the_same_time_one_passes(town: CodeTown) -> None:
    code = town.print_codes()[0]
    together, verdicts = Barrier(6), []

    def vote(number: int) -> None:
        together.wait()
        verdicts.append(town.sheet(code, citizen(f"N{number}")).token)

    threads = [Thread(target=vote, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([token for token in verdicts if token]) == 1


def test_an_unknown_code_a_revoked_one_and_another_edition_s_get_the_same_answer(town: CodeTown) -> None:
    revoked, _, _ = town.print_codes()
    with town.engine.begin() as desk:
        assert revoke_codes(desk, town.id, by("mission", NOON), code=written(revoked)) == 1
    elsewhere = CodeTown(town.store, town.engine.packs, "ville-2028")
    elsewhere._chance = Random(2028)  # noqa: S311 - tests are replayed
    elsewhere.create(BY_CODE.replace("ville-2027", "ville-2028"))
    for code in (revoked, *elsewhere.print_codes(), new_code(b"0123456789abcdef")):
        assert said(town.sheet(code)) == NOT_THIS_SHEET


def test_a_slip_of_the_keyboard_is_told_apart_without_counting_as_a_guess(town: CodeTown) -> None:
    code = town.print_codes()[0]
    wrong = code[:-1] + ALPHABET[ALPHABET.index(code[-1]) - 1]
    for _ in range(30):
        assert said(town.sheet(wrong)) == "Un caractère de ce code est faux : recopiez les douze, sans 0, O, 1, I ni L."
    assert town.sheet(code).token


# ── the sheets ────────────────────────────────────────────────────────────────────────────────────────


def test_the_codes_of_each_place_are_counted_and_the_unused_ones_revoked(town: CodeTown) -> None:
    used, *_ = town.print_codes("Collège Ferry", 3)
    town.print_codes("Lycée Curie", 2)
    town.sheet(used)
    with town.engine.begin() as desk:
        assert revoke_codes(desk, town.id, by("mission", NOON), place="Collège Ferry") == 2
    with town.engine.read() as desk:
        assert codes_by_place(desk, town.id) == {"Collège Ferry": Use(3, 1, 2), "Lycée Curie": Use(2, 0, 0)}
    assert [act.kind for act in town.journal()[-3:]] == ["codes.printed", "codes.printed", "codes.revoked"]


@pytest.mark.parametrize(
    ("place", "count", "told"),
    [
        (" ", 3, "Donnez le nom du lieu où les codes seront remis."),
        ("Collège", 0, "Demandez de 1 à 5000 codes à la fois."),
        ("Collège", 5001, "Demandez de 1 à 5000 codes à la fois."),
    ],
)
def test_sheets_for_no_place_or_beyond_measure_are_refused(town: CodeTown, place: str, count: int, told: str) -> None:
    assert town.refusal(lambda: town.print_codes(place, count), Refused) == told


def test_revoking_what_is_not_there_is_told(town: CodeTown) -> None:
    def revoke(**which: str) -> None:
        with town.engine.begin() as desk:
            revoke_codes(desk, town.id, by("mission", NOON), **which)

    assert "rien n'a changé" in town.refusal(lambda: revoke(place="Nulle part"), Refused)
    assert "recopiez ses douze caractères" in town.refusal(lambda: revoke(code="ABC"), Refused)
