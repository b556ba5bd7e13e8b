"""The agents' pages of the vote on paper, built."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from concitoyen.domain.ballot import Contest
from concitoyen.domain.paper import (
    CARDS_IN_FRENCH,
    SIGNATURES_IN_FRENCH,
    CardFate,
    CardReading,
    CardState,
    Place,
    PlaceReport,
    SignatureFate,
)
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts import paper as context
from concitoyen.web.contexts.base import Badge
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agents import field as form_field
from concitoyen.web.pages.agents import frame
from concitoyen.web.pages.ballot_form import Answers
from concitoyen.web.pages.contest_form import ballot_parts, rule_sentences
from concitoyen.web.pages.vote import anchored, by_anchor, communes_of, identity_fields
from concitoyen.web.public import PublicEdition
from concitoyen.web.wording import count

IN_THE_URN = Badge(label="dans l’urne", tone="open")
AT_WORK = Badge(label="en cours de saisie", tone="soon")
TO_SETTLE = Badge(label="à régler", tone="alert")


@dataclass(frozen=True)
class Told:
    """What the page says of the line or the card before: done, or a warning, or what to correct."""

    done: str = ""
    warning: str = ""
    errors: Sequence[FormError] = field(default_factory=tuple)


@dataclass(frozen=True)
class Seat:
    """The edition before an agent, the agent, and the token that their forms send back."""

    view: PublicEdition
    who: SignedIn
    token: str


FORGOTTEN = "carte-retiree"
"""The field of a card to take out."""


def paper_href(view: PublicEdition, place: Place | None = None, page: str = "") -> str:
    """The address of the paper pages of an edition, of a place, or of a page of it."""
    parts = ["/agents", view.edition.id, "papier", *([place.id] if place else []), *([page] if page else [])]
    return "/".join(parts)


def places_page(
    seat: Seat,
    reports: Iterable[PlaceReport],
    name: str,
    errors: Sequence[FormError],
) -> context.PaperPlacesPage:
    """The places of an edition."""
    return context.PaperPlacesPage(
        title="Votes sur papier",
        indexed=False,
        frame=frame(seat.who, seat.token),
        edition_title=seat.view.edition.title,
        heading="Votes sur papier",
        ballot_href=f"{paper_href(seat.view)}/bulletin.pdf",
        places=tuple(
            context.PaperPlace(
                href=paper_href(seat.view, report.place),
                name=report.place.name,
                status=_status(report),
                told=f"Saisies\u00a0: {count(report.signed, 'signature')}, {count(report.in_the_box, 'carte')}",
            )
            for report in reports
        ),
        action=paper_href(seat.view),
        name=form_field("name", errors, name),
        errors=tuple(errors),
    )


def place_page(
    seat: Seat,
    report: PlaceReport,
    *,
    may_enter: bool,
    may_deposit: bool,
    explanation: str = "",
    errors: Sequence[FormError] = (),
) -> context.PaperPlacePage:
    """One place and its reconciliation."""
    place = report.place
    at_work = not place.deposited
    return context.PaperPlacePage(
        title=place.name,
        indexed=False,
        frame=frame(seat.who, seat.token),
        edition_title=seat.view.edition.title,
        heading=place.name,
        back=paper_href(seat.view),
        status=_status(report),
        signatures=(
            *(
                context.Figure(label=name.capitalize(), number=report.signatures[fate])
                for fate, name in SIGNATURES_IN_FRENCH.items()
            ),
            context.Figure(label="Signatures sur la feuille", number=report.signed, strong=True),
        ),
        cards=(
            *_card_figures(report),
            context.Figure(label="Cartes sorties de la boîte", number=report.in_the_box, strong=True),
        ),
        closing=(
            context.Figure(label="Cartes mises de côté, tirées au sort", number=report.set_aside),
            context.Figure(label="Signatures sans carte, comptées comme bulletins blancs", number=report.missing),
            context.Figure(label="Bulletins qui entrent dans l’urne", number=report.accepted, strong=True),
        ),
        problems=report.problems() if at_work else (),
        sheet_href=paper_href(seat.view, place, "feuille") if at_work and may_enter else None,
        cards_href=paper_href(seat.view, place, "cartes") if at_work and may_enter else None,
        print_href=paper_href(seat.view, place, "feuille.pdf"),
        deposit_action=paper_href(seat.view, place, "urne") if at_work and may_deposit else None,
        explanation=form_field("motif", errors, explanation),
        errors=tuple(errors),
    )


def sheet_page(
    seat: Seat, place: Place, line: str, answers: Answers, told: Told, *, late: bool
) -> context.PaperSheetPage:
    """Type a line; after one that is kept, the next is empty but for its number and the commune."""
    return context.PaperSheetPage(
        title=f"Feuille, {place.name}",
        indexed=False,
        frame=frame(seat.who, seat.token),
        edition_title=seat.view.edition.title,
        heading=f"Feuille d’émargement, {place.name}",
        back=paper_href(seat.view, place),
        action=paper_href(seat.view, place, "feuille"),
        strike_action=paper_href(seat.view, place, "feuille/rayer"),
        done=told.done,
        warning=told.warning,
        errors=tuple(told.errors),
        line=form_field("ligne", told.errors, line),
        late=late,
        identity=identity_fields(seat.view, answers, told.errors),
        communes=communes_of(seat.view),
        struck=form_field("ligne-rayee", told.errors),
    )


@dataclass(frozen=True)
class CardTyped:
    """What came with a card: its number, what the agent says of it, and the number of one to take out."""

    card: str = ""
    fate: CardFate = CardFate.VALID
    forgotten: str = ""


def cards_page(
    seat: Seat,
    place: Place,
    contests: Sequence[Contest],
    readings: Sequence[CardReading],
    answers: Answers,
    told: Told,
    typed: CardTyped,
) -> context.PaperCardsPage:
    """Type a card; the number is that of the stack, the next of this agent unless one is given."""
    mine = {one.card for one in readings if one.reader == seat.who.agent.actor}
    waiting = sorted({one.card for one in readings} - mine)
    return context.PaperCardsPage(
        title=f"Cartes, {place.name}",
        indexed=False,
        frame=frame(seat.who, seat.token),
        edition_title=seat.view.edition.title,
        heading=f"Cartes, {place.name}",
        back=paper_href(seat.view, place),
        action=paper_href(seat.view, place, "cartes"),
        done=told.done,
        warning=told.warning,
        errors=anchored(contests, told.errors),
        card=form_field("carte", told.errors, typed.card or str(waiting[0] if waiting else max(mine, default=0) + 1)),
        fates=tuple(
            context.CardChoice(value=one.value, label=label.capitalize(), checked=one is typed.fate)
            for one, label in CARDS_IN_FRENCH.items()
        ),
        parts=ballot_parts(seat.view, contests, answers, by_anchor(told.errors)),
        said=rule_sentences(),
        to_read=", ".join(str(number) for number in waiting[:20]),
        forgotten=form_field(FORGOTTEN, told.errors, typed.forgotten),
        forget_action=f"{paper_href(seat.view, place, 'cartes')}/retirer",
    )


def line_told(line: int, fate: SignatureFate, reasons: Sequence[str]) -> Told:
    """What became of a line."""
    said = f"Ligne {line}\u00a0: {SIGNATURES_IN_FRENCH[fate]}."
    if fate is SignatureFate.ACCEPTED:
        return Told(done=said)
    return Told(warning=" ".join([said, *reasons, "Une carte sera mise de côté."]))


def card_told(card: int, state: CardState) -> Told:
    """How far a card has come."""
    match state:
        case CardState.AGREED:
            return Told(done=f"Carte {card}\u00a0: les deux lectures sont les mêmes.")
        case CardState.READ_ONCE:
            return Told(done=f"Carte {card}\u00a0: enregistrée. Un autre agent doit la lire aussi.")
        case CardState.DISAGREED:
            return Told(
                warning=f"Carte {card}\u00a0: vous n’avez pas lu la même chose que l’autre agent. Reprenez la carte "
                "ensemble, puis l’un de vous la saisit à nouveau."
            )


def _status(report: PlaceReport) -> Badge:
    if report.place.deposited:
        return IN_THE_URN
    return TO_SETTLE if report.problems() else AT_WORK


def _card_figures(report: PlaceReport) -> tuple[context.Figure, ...]:
    agreed = tuple(
        context.Figure(label=name.capitalize(), number=report.cards[fate]) for fate, name in CARDS_IN_FRENCH.items()
    )
    waiting = len(report.read_once), len(report.disagreed)
    return (
        *agreed,
        context.Figure(label="Lues par un seul agent", number=waiting[0]),
        context.Figure(label="Lues différemment", number=waiting[1]),
    )
