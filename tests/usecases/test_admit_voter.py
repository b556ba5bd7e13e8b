"""The desk: an agent admits a person, who votes alone on a tablet with six digits; nothing says who came."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from concitoyen.domain.agents import KioskState
from concitoyen.domain.errors import Busy, Refused
from concitoyen.domain.people import Person
from concitoyen.domain.reasons import Objection
from concitoyen.domain.urn import Admission, Fate
from concitoyen.testing.databases import Databases
from concitoyen.usecases import admit_voter, passwords
from concitoyen.usecases.admit_voter import AGAIN, PAUSED, WRONG_CODES, Given, admit, desks_of, enter, seal_admitted
from concitoyen.usecases.cast_ballot import keep_vote, open_vote
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.identify import open_ways
from tests.usecases.desk_of_codes import ATTEMPT, BY_CODE, LEO, OTHER_ATTEMPT, ZOE, CodeTown, code_town
from tests.usecases.office import CHEAP, MORNING, Office
from tests.usecases.town import ballot, citizen

GOOD = ballot(pratiques="jardin")
DESK = "core:desk"


class Hall(Office):
    """The office, a desk in it, and a tablet that is lent."""

    def __init__(self, town: CodeTown) -> None:
        super().__init__(town)
        self.hire()
        self.tablet = self.lend()

    def admit(self, person: Person = ZOE, provider: str = DESK) -> Given:
        """The agent types a person."""
        with self.engine.begin() as desk:
            vote = open_vote(desk, self.town.id, Signature("site", self.now))
            return admit(desk, vote, person, provider, Signature("agent camille", self.now), self.chance)

    def type(self, digits: str, tablet: str = "") -> Admission | Objection:
        """A voter types a code on the tablet, or on another."""
        with self.engine.begin() as desk:
            vote = open_vote(desk, self.town.id, Signature("site", self.now))
            return enter(desk, vote, digits, self.kiosk(tablet or self.tablet), self.now)

    def told(self, digits: str, tablet: str = "") -> str:
        """What a code that does not open is answered with."""
        found = self.type(digits, tablet)
        assert isinstance(found, Objection)
        return found.text

    def vote(self, digits: str, attempt: str = ATTEMPT) -> Fate:
        """The ballot of who has typed a code."""
        admission = self.type(digits)
        assert isinstance(admission, Admission)
        with self.engine.begin() as desk:
            vote = open_vote(desk, self.town.id, Signature("site", self.now))
            return keep_vote(desk, seal_admitted(vote, admission, GOOD, attempt, self.chance))[0]

    def admissions(self) -> int:
        """How many are kept."""
        return len(self.town.tables()["admissions"])


@pytest.fixture
def hall(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """The town that has a desk, while its vote is open."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    with code_town(databases) as town:
        yield Hall(town)


def other(digits: str, by: int = 1) -> str:
    """Another code."""
    return f"{(int(digits) + by) % 1_000_000:06}"


def test_an_agent_admits_a_person_who_votes_with_six_digits(hall: Hall) -> None:
    given = hall.admit()
    assert (len(given.digits), given.until) == (6, MORNING + timedelta(minutes=30))
    assert hall.vote(f" {given.digits[:3]} {given.digits[3:]} ") is Fate.KEPT
    assert hall.town.roll_and_urn() == (1, 1)


def test_who_is_admitted_is_the_same_voter_as_on_the_site(hall: Hall) -> None:
    first, second = hall.admit(), hall.admit()
    assert hall.vote(first.digits) is Fate.KEPT
    assert hall.vote(first.digits) is Fate.REPEATED
    assert hall.vote(second.digits, OTHER_ATTEMPT) is Fate.ALREADY_VOTED
    assert hall.vote(hall.admit(citizen("DELATTRE", first_name="zoe")).digits, OTHER_ATTEMPT) is Fate.ALREADY_VOTED
    assert hall.town.roll_and_urn() == (1, 1)


def test_the_desk_does_not_tell_who_has_voted(hall: Hall) -> None:
    hall.vote(hall.admit().digits)
    assert len(hall.admit().digits) == 6


def test_the_way_is_not_one_that_the_page_at_home_offers(hall: Hall) -> None:
    with hall.engine.begin() as desk:
        rules = open_vote(desk, hall.town.id, Signature("site", hall.now)).rules
    assert list(desks_of(rules)) == [DESK]
    assert DESK not in open_ways(rules)
    for name in ("core:email-code", "core:nowhere", ""):
        told = hall.town.refusal(partial(hall.admit, provider=name), Refused)
        assert "ne prévoit pas qu'un agent" in told


def test_who_may_not_vote_is_not_admitted_and_every_reason_is_told(hall: Hall) -> None:
    child = citizen("Delattre", birth_date="2020-01-01", commune="Nulle-Part", email="")
    told = hall.town.refusal(lambda: hall.admit(child), Refused)
    assert "ans" in told
    assert "Nulle-Part" in told


def test_no_row_and_no_act_says_who_came(hall: Hall) -> None:
    hall.admit()
    tables = hall.town.tables()
    admission = tables["admissions"]
    assert len(admission) == 1
    hall.vote(hall.admit().digits)
    voter = str(hall.town.tables()["roll"][0][1])
    assert voter not in str(admission)
    kept = str(tables)
    assert [word for word in ("Delattre", "delattre", "Zoé", "zoe@", "2009") if word in kept.replace("2027", "")] == []
    acts = [act for act in hall.town.journal() if act.kind == "desk.admitted"]
    assert [(act.actor, act.subject, dict(act.details)) for act in acts] == [("agent camille", "", {})] * 2


def test_the_box_of_an_admission_opens_with_its_digits_only(hall: Hall) -> None:
    given = hall.admit()
    with hall.engine.begin() as desk:
        key = desk.engine.identity_key(hall.town.id)
        box = desk.work.admissions.find(hall.town.id, admit_voter._name(key, given.digits), hall.now)
        assert box is not None
        with pytest.raises(Exception, match="ne s'ouvre pas"):
            admit_voter._opened(box, key, other(given.digits))


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345x"])
def test_what_is_no_code_is_told_so_and_is_no_try(hall: Hall, typed: str) -> None:
    for _ in range(WRONG_CODES + 1):
        assert hall.told(typed) == "Le code est fait de six chiffres."
    assert hall.kiosk(hall.tablet).state is KioskState.OPEN


def test_a_code_is_over_after_its_minutes_and_its_row_goes(hall: Hall) -> None:
    digits = hall.admit().digits
    hall.later(minutes=29, seconds=59)
    assert isinstance(hall.type(digits), Admission)
    hall.later(seconds=1)
    assert hall.told(digits) == AGAIN
    hall.admit(LEO)
    assert hall.admissions() == 1


def test_a_code_from_before_the_rulebook_changed_is_over(hall: Hall) -> None:
    digits = hall.admit().digits
    changed = BY_CODE.replace('"core:desk"', '{ rule = "core:desk", minutes = 60 }')
    hall.town.change_rulebook(changed, when="2027-09-10 09:00", reason="Le marché est loin de la salle.")
    assert hall.told(digits) == AGAIN
    assert hall.admit().until == MORNING + timedelta(minutes=60)


def test_wrong_codes_pause_the_tablet_on_which_they_are_typed_and_right_ones_pass(hall: Hall) -> None:
    digits, second = hall.admit().digits, hall.lend(place="École")
    assert [hall.told(other(digits, by)) for by in range(1, WRONG_CODES + 1)] == [AGAIN] * WRONG_CODES
    assert isinstance(hall.type(digits), Admission)
    assert hall.kiosk(hall.tablet).state is KioskState.OPEN
    assert hall.told(other(digits)) == PAUSED
    assert hall.kiosk(hall.tablet).state is KioskState.PAUSED
    assert hall.told(other(digits), second) == AGAIN
    hall.unlock(hall.tablet)
    assert isinstance(hall.type(digits), Admission)
    hall.later(hours=1)
    assert hall.told(other(digits)) == AGAIN


def test_two_people_never_hold_the_same_code(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["111111", "111111", "222222"])
    monkeypatch.setattr(admit_voter, "new_digits", lambda _: next(drawn))
    assert [hall.admit().digits, hall.admit(LEO).digits] == ["111111", "222222"]
    monkeypatch.setattr(admit_voter, "new_digits", lambda _: "111111")
    assert "réessayez" in hall.town.refusal(hall.admit, Busy)


def test_no_code_opens_once_the_vote_is_over_and_nobody_is_admitted(hall: Hall) -> None:
    digits = hall.admit().digits
    hall.later(days=30)
    for act in (lambda: hall.type(digits), hall.admit):
        assert "Le vote n'est pas ouvert" in hall.town.refusal(act, Refused)


# ── brackets ──────────────────────────────────────────────────────────────────────────────────────────


def test_voters_are_counted_by_their_age_at_the_opening_once_each(hall: Hall) -> None:
    births = ("2015-12-31", "2009-09-01", "2009-09-02", "1950-01-01")
    for number, born in enumerate(births):
        digits = hall.admit(citizen(f"N{number}", birth_date=born)).digits
        for _ in range(2):
            hall.vote(digits, f"{number:032x}")
    with hall.engine.read() as desk:
        assert desk.work.brackets.totals(hall.town.id) == {"11-17": 2, "18-59": 1, "60+": 1}
    kept = str([rows for name, rows in hall.town.tables().items() if name in {"roll", "brackets", "urn"}])
    assert [born for born in births if born in kept] == []
