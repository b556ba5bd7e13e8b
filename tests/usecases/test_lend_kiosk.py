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

TABLET = "le jeton de la tablette"
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
    kiosk = office.lend(TABLET, place=" Marché d’Arras ")
    assert (kiosk.place, kiosk.state, kiosk.closes_at) == ("Marché d’Arras", KioskState.OPEN, at("2027-09-10 18:00"))
    assert (kiosk.token, kiosk.opened_by) == (digest(TABLET), "camille")
    assert office.kiosk(TABLET) == kiosk
    assert acts(office) == ["kiosk.opened"]


def test_a_tablet_of_which_nobody_knows_the_token_is_no_kiosk(office: Office) -> None:
    office.lend(TABLET)
    assert kiosk_of(office.engine, "autre") is None
    assert kiosk_of(office.engine, digest(TABLET)) is None


@pytest.mark.parametrize("role", [Role.HOST, Role.MISSION, Role.BUREAU])
def test_no_other_role_lends_a_tablet(office: Office, role: Role) -> None:
    office.hire("lou", Grant(role=role))
    with pytest.raises(Refused, match="pas de borne à ouvrir"):
        office.lend(TABLET, login="lou")


def test_a_tablet_is_not_lent_before_its_agent_has_a_pin(office: Office) -> None:
    office.hire("lou", pin="")
    with pytest.raises(Refused, match="Choisissez d'abord votre code"):
        office.lend(TABLET, login="lou")


@pytest.mark.parametrize("place", ["", "  ", "x" * 81])
def test_a_tablet_has_a_place(office: Office, place: str) -> None:
    with pytest.raises(Refused, match="Dites où est la borne"):
        office.lend(TABLET, place=place)


def test_a_tablet_is_not_lent_until_an_hour_that_is_past(office: Office) -> None:
    with pytest.raises(Refused, match="déjà passée"):
        office.lend(TABLET, until=office.now)


def test_a_tablet_never_outlasts_the_vote(office: Office) -> None:
    end = office.town.engine.rules(office.town.edition).calendar.last_close("vote")
    assert end is not None
    assert office.lend(TABLET, until=at("2027-12-31 18:00")).closes_at == end
    office.now = end
    with pytest.raises(Refused, match="terminé"):
        office.lend("autre", until=at("2027-12-31 18:00"))


def test_a_tablet_closes_by_itself_at_its_hour(office: Office) -> None:
    kiosk = office.lend(TABLET)
    assert is_live(kiosk, at("2027-09-10 17:59"))
    assert not is_live(kiosk, at("2027-09-10 18:00"))
    office.now = at("2027-09-10 18:00")
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(TABLET)


def test_a_paused_tablet_opens_again_with_the_pin(office: Office) -> None:
    office.lend(TABLET)
    assert office.pause(TABLET).state is KioskState.PAUSED
    assert office.pause(TABLET).state is KioskState.PAUSED
    assert office.unlock(TABLET).state is KioskState.OPEN
    assert office.kiosk(TABLET).tries == 0


def test_a_wrong_pin_tells_how_many_tries_are_left_and_the_right_one_forgets_them(office: Office) -> None:
    office.lend(TABLET)
    office.pause(TABLET)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refused, match=f"Essais restants : {left}"):
            office.unlock(TABLET, WRONG)
    assert office.unlock(TABLET).tries == 0
    with pytest.raises(Refused, match="Essais restants : 4"):
        office.unlock(TABLET, WRONG)


def test_the_fifth_wrong_pin_ends_the_tablet_for_good(office: Office) -> None:
    office.lend(TABLET)
    for _ in range(4):
        with pytest.raises(Refused):
            office.unlock(TABLET, WRONG)
    for pin in (WRONG, PIN, PIN):
        with pytest.raises(Refused, match="Cette borne est fermée"):
            office.unlock(TABLET, pin)
    assert office.kiosk(TABLET).state is KioskState.REVOKED
    assert acts(office) == ["kiosk.opened", "kiosk.revoked"]


def test_of_many_pins_typed_at_once_no_more_than_five_are_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    kiosk = office.lend(TABLET)
    looked_at: list[str] = []
    together = Barrier(12)

    def refuse(_kept: str, typed: str) -> bool:
        looked_at.append(typed)
        return False

    monkeypatch.setattr("concitoyen.usecases.lend_kiosk.matches", refuse)

    def type_in() -> None:
        together.wait()
        with pytest.raises(Refused):
            office.unlock(TABLET, WRONG)

    threads = [Thread(target=type_in) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked_at) <= TRIES
    assert office.kiosk(TABLET).state is KioskState.REVOKED
    assert kiosk.id == office.kiosk(TABLET).id
    assert acts(office) == ["kiosk.opened", "kiosk.revoked"]


def test_a_try_that_a_failure_cut_short_still_counts(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.lend(TABLET)

    def cut(*_: object) -> bool:
        raise OSError

    monkeypatch.setattr("concitoyen.usecases.lend_kiosk.matches", cut)
    for _ in range(TRIES):
        with pytest.raises(OSError):  # noqa: PT011 - whatever cuts it
            office.unlock(TABLET)
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(TABLET)
    assert office.kiosk(TABLET).state is KioskState.REVOKED


def test_a_closed_tablet_stays_closed(office: Office) -> None:
    office.lend(TABLET)
    assert office.close(TABLET).state is KioskState.CLOSED
    assert office.close(TABLET).state is KioskState.CLOSED
    assert office.pause(TABLET).state is KioskState.CLOSED
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(TABLET)
    assert acts(office) == ["kiosk.opened", "kiosk.closed"]


def test_a_tablet_closed_from_afar_while_the_pin_is_checked_stays_closed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.lend(TABLET)

    def meanwhile(*_: object) -> bool:
        office.close(TABLET)
        return True

    monkeypatch.setattr("concitoyen.usecases.lend_kiosk.matches", meanwhile)
    with pytest.raises(Refused, match="Cette borne est fermée"):
        office.unlock(TABLET)
    assert office.kiosk(TABLET).state is KioskState.CLOSED


def test_the_tablets_of_a_disabled_agent_are_closed(office: Office) -> None:
    office.lend(TABLET)
    with office.engine.begin() as desk:
        disable_agent(desk, agent_of(desk, "camille"), HOST)
    assert office.kiosk(TABLET).state is KioskState.CLOSED
    assert acts(office) == ["kiosk.opened", "kiosk.closed"]
