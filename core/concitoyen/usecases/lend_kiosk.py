"""Lend a tablet to voters: open it, pause it, come back with the PIN, close it."""

from datetime import datetime

from concitoyen.domain.agents import Act, Agent, Kiosk, KioskState, may
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.dates import closing_words
from concitoyen.sealing.boxes import Chance
from concitoyen.usecases.desk import Desk, Engine, Signature, refuse
from concitoyen.usecases.passwords import matches
from concitoyen.usecases.sign_in import TOKEN_BYTES, digest

LONGEST_PLACE = 80
TRIES = 5
ID_BYTES = 16
LIVE = frozenset({KioskState.OPEN, KioskState.PAUSED})


def open_kiosk(
    desk: Desk, agent: Agent, wanted: tuple[str, str, datetime], at: datetime, *, chance: Chance
) -> tuple[str, Kiosk]:
    """Lend a device to voters, `wanted` being edition, place and closing instant; raises Refused or NotFound.

    Gives the token that the device is to hold; the store only has its hash. A kiosk never outlasts the vote.
    """
    edition, place, closes_at = wanted
    _, rules = desk.edition(edition)
    if not may(agent, Act.OPEN_KIOSK, edition):
        raise refuse("core:kiosk", "Vous n'avez pas de borne à ouvrir dans cette édition.")
    if not agent.pin:
        raise refuse("core:kiosk", "Choisissez d'abord votre code à 6 chiffres : il rouvre et ferme la borne.")
    if not 0 < len(place.strip()) <= LONGEST_PLACE:
        raise refuse(
            "core:kiosk", "Dites où est la borne, en {most} caractères au plus.", most=LONGEST_PLACE, field="lieu"
        )
    end = rules.calendar.last_close(VOTE)
    if end is None or at >= end:
        raise refuse(
            "core:kiosk", "Le vote de cette édition est terminé : une borne n'y servirait plus.", field="edition"
        )
    if closes_at <= at:
        raise refuse("core:kiosk", "Cette heure est déjà passée.", field="heure")
    token = chance(TOKEN_BYTES).hex()
    opened = Kiosk(
        id=chance(ID_BYTES).hex(),
        token=digest(token),
        edition=edition,
        place=place.strip(),
        opened_by=agent.id,
        opened_at=at,
        closes_at=min(closes_at, end),
    )
    desk.work.kiosks.add(opened)
    details = {"place": opened.place, "until": closing_words(rules.calendar.local(opened.closes_at))}
    desk.record(Signature(agent.actor, at), "kiosk.opened", edition, opened.id, details)
    return token, opened


def kiosk_of(engine: Engine, token: str) -> Kiosk | None:
    """The kiosk whose device holds a token, whatever its state; None when the token is no kiosk's."""
    with engine.read() as desk:
        return desk.work.kiosks.find(digest(token))


def is_live(kiosk: Kiosk, at: datetime) -> bool:
    """Whether the kiosk may still serve: neither ended nor past its hour."""
    return kiosk.state in LIVE and at < kiosk.closes_at


def pause_kiosk(desk: Desk, kiosk: Kiosk) -> Kiosk:
    """Keep voters away until the PIN is typed; anybody before the tablet may."""
    held = desk.work.kiosks.get(kiosk.id)
    if held.state is not KioskState.OPEN:
        return held
    paused = held.model_copy(update={"state": KioskState.PAUSED})
    desk.work.kiosks.update(paused)
    return paused


def close_kiosk(desk: Desk, kiosk: Kiosk, signature: Signature) -> Kiosk:
    """End a kiosk for good; one that has ended stays as it is."""
    held = desk.work.kiosks.get(kiosk.id)
    if held.state not in LIVE:
        return held
    return _end(desk, held, KioskState.CLOSED, signature)


def unlock_kiosk(engine: Engine, kiosk: Kiosk, pin: str, at: datetime) -> Kiosk:
    """Open a kiosk again with the PIN of the agent who lent it; raises Refused.

    A try is counted, and kept, before the PIN is looked at; the fifth wrong one in a row ends the kiosk for good.
    """
    with engine.begin() as desk:
        held = desk.work.kiosks.get(kiosk.id)
        agent = desk.work.agents.get(held.opened_by)
        spent = held.tries >= TRIES
        if is_live(held, at) and spent:
            _end(desk, held, KioskState.REVOKED, Signature(agent.actor, at))
        elif is_live(held, at):
            desk.work.kiosks.update(held := held.model_copy(update={"tries": held.tries + 1}))
    if spent or not is_live(held, at):
        raise ended()
    right = matches(agent.pin, pin)
    with engine.begin() as desk:
        held = desk.work.kiosks.get(kiosk.id)
        if held.state not in LIVE:
            raise ended()
        if right:
            held = held.model_copy(update={"state": KioskState.OPEN, "tries": 0})
            desk.work.kiosks.update(held)
            return held
        if held.tries >= TRIES:
            held = _end(desk, held, KioskState.REVOKED, Signature(agent.actor, at))
    if held.state is KioskState.REVOKED:
        raise ended()
    raise refuse("core:kiosk", "Ce n'est pas le code. Essais restants : {left}.", left=TRIES - held.tries, field="code")


def ended() -> Exception:
    """What is said before a kiosk that serves no more."""
    return refuse("core:kiosk", "Cette borne est fermée. Un agent peut en ouvrir une autre en se connectant.")


def _end(desk: Desk, kiosk: Kiosk, state: KioskState, signature: Signature) -> Kiosk:
    done = kiosk.model_copy(update={"state": state})
    desk.work.kiosks.update(done)
    desk.record(signature, f"kiosk.{state.value}", kiosk.edition, kiosk.id)
    return done
