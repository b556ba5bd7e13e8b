"""Lending a tablet: who may, until when, and the PIN that gives it back."""

from threading import Barrier, Thread

import pytest

from concitoyen.domain.agents import Grant, KioskState, Role
from concitoyen.domain.errors import Refused
from concitoyen.usecases import passwords
from concitoyen.usecases.lend_kiosk import TRIES, is_live, kiosk_of
from concitoyen.usecases.manage_agents import agent_of, disable_agent
from concitoyen.usecases.sign_in import digest
from tests.usecases.office import CHEAP, HOST, PIN, Office
from tests.usecases.town import Town, at

WRONG = "917364"


@pytest.fixture
def office(voting: Town, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The town's office with Camille, of the desk."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    office = Office(voting)
    office.hire()
    return office


def acts(office: Office) -> list[str]:
    """What the edition's journal tells of kiosks."""
    return [act.kind for act in office.town.journal() if act.kind.startswith("kiosk.")]


def test_an_agent_of_the_desk_lends_a_tablet_at_a_place_until_an_hour(office: Office) -> None:
    tablet = office.lend(place=" Marché d’Arras ")
    kiosk = office.kiosk(tablet)
    assert (kiosk.place, kiosk.state, kiosk.closes_at) == ("Marché d’Arras", KioskState.OPEN, at("2027-09-10 18:00"))
    assert (kiosk.token, kiosk.opened_by) == (digest(tablet), "camille")
    assert acts(office) == ["kiosk.opened"]


def test_a_tablet_of_which_nobody_knows_the_token_is_no_kiosk(office: Office) -> None:
    tablet = office.lend()
    assert kiosk_of(office.engine, "autre") is None
    assert kiosk_of(office.engine, digest(tablet)) is None


@pytest.mark.parametrize("role", [Role.HOST, Role.MISSION, Role.BUREAU])
def test_no_other_role_lends_a_tablet(office: Office, role: Role) -> None:
    office.hire("lou", Grant(role=role))
    with pytest.raises(Refused, match="pas de borne à ouvrir"):
        office.lend(login="lou")


def test_a_tablet_is_not_lent_before_its_agent_has_a_pin(office: Office) -> None:
    office.hire("lou", pin="")
    with pytest.raises(Refused, match="Choisissez d'abord votre code"):
        office.lend(login="lou")


@pytest.mark.parametrize("place", ["", "  ", "x" * 81])
def test_a_tablet_has_a_place(office: Office, place: str) -> None:
    with pytest.raises(Refused, match="Dites où est la borne"):
        office.lend(place=place)


def test_a_tablet_is_not_lent_until_an_hour_that_is_past(office: Office) -> None:
    with pytest.raises(Refused, match="déjà passée"):
        office.lend(until=office.now)


def test_a_tablet_never_outlasts_the_vote(office: Office) -> None:
    end = office.town.engine.rules(office.town.edition).calendar.last_close("vote")
    assert end is not None
    assert office.kiosk(office.lend(until=at("2027-12-31 18:00"))).closes_at == end
    office.now = end
    with pytest.raises(Refused, match="terminé"):
        office.lend(until=at("2027-12-31 18:00"))


def test_a_tablet_closes_by_itself_at_its_hour(office: Office) -> None:
    tablet = office.lend()
    kiosk = office.kiosk(tablet)
    assert is_live(kiosk, at("2027-09-10 17:59"))
    assert not is_live(kiosk, at("2027-09-10 18:00"))
    office.now = at("2027-09-10 18:00")
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(tablet)


def test_a_paused_tablet_opens_again_with_the_pin(office: Office) -> None:
    tablet = office.lend()
    assert office.pause(tablet).state is KioskState.PAUSED
    assert office.pause(tablet).state is KioskState.PAUSED
    assert office.unlock(tablet).state is KioskState.OPEN
    assert office.kiosk(tablet).tries == 0


def test_a_wrong_pin_tells_how_many_tries_are_left_and_the_right_one_forgets_them(office: Office) -> None:
    tablet = office.lend()
    office.pause(tablet)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match=f"Essais restants : {left}"):
            office.unlock(tablet, WRONG)
    assert office.unlock(tablet).tries == 0
    with pytest.raises(Refused, match="Essais restants : 4"):
        office.unlock(tablet, WRONG)


def test_the_fifth_wrong_pin_ends_the_tablet_for_good(office: Office) -> None:
    tablet = office.lend()
    for _ in range(4):
        with pytest.raises(Refused):
            office.unlock(tablet, WRONG)
    for pin in (WRONG, PIN, PIN):
        with pytest.raises(Refused, match="Cette borne est fermée"):
            office.unlock(tablet, pin)
    assert office.kiosk(tablet).state is KioskState.REVOKED
    assert acts(office) == ["kiosk.opened", "kiosk.revoked"]


def test_of_many_pins_typed_at_once_no_more_than_five_are_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = office.lend()
    looked_at: list[str] = []
    together = Barrier(12)

    def refuse(_kept: str, typed: str) -> bool:
        looked_at.append(typed)
        return False

    monkeypatch.setattr("concitoyen.usecases.lend_kiosk.matches", refuse)

    def type_in() -> None:
        together.wait()
        with pytest.raises(Refused):
            office.unlock(tablet, WRONG)

    threads = [Thread(target=type_in) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) <= TRIES
    assert office.kiosk(tablet).state is KioskState.REVOKED
    assert acts(office) == ["kiosk.opened", "kiosk.revoked"]


def test_a_try_that_a_failure_cut_short_still_counts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = office.lend()

    def cut(*_: object) -> bool:
        raise OSError

    monkeypatch.setattr("concitoyen.usecases.lend_kiosk.matches", cut)
    for _ in range(TRIES):
        with pytest.raises(OSError):  # noqa: PT011 - whatever cuts it
            office.unlock(tablet)
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(tablet)
    assert office.kiosk(tablet).state is KioskState.REVOKED


def test_a_closed_tablet_stays_closed(office: Office) -> None:
    tablet = office.lend()
    assert office.close(tablet).state is KioskState.CLOSED
    assert office.close(tablet).state is KioskState.CLOSED
    assert office.pause(tablet).state is KioskState.CLOSED
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(tablet)
    assert acts(office) == ["kiosk.opened", "kiosk.closed"]


def test_a_tablet_closed_from_afar_while_the_pin_is_checked_stays_closed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = office.lend()

    def meanwhile(*_: object) -> bool:
        office.close(tablet)
        return True

    monkeypatch.setattr("concitoyen.usecases.lend_kiosk.matches", meanwhile)
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(tablet)
    assert office.kiosk(tablet).state is KioskState.CLOSED


def test_the_tablets_of_a_disabled_agent_are_closed(office: Office) -> None:
    tablet = office.lend()
    with office.engine.begin() as desk:
        disable_agent(desk, agent_of(desk, "camille"), HOST)
    assert office.kiosk(tablet).state is KioskState.CLOSED
    assert acts(office) == ["kiosk.opened", "kiosk.closed"]
