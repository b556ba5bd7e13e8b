"""The handlers of what agents type of the vote on paper: the lines of the sheet, the cards."""

from litestar import Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK

from concitoyen.domain.agents import Act
from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.errors import Refused
from concitoyen.domain.paper import CardFate
from concitoyen.domain.proposal import Status
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.paper_vote import forget_card, read_card, sign_sheet, sign_unreadable, strike_line
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.pages.agent_routes import typed
from concitoyen.web.pages.agents import form_errors
from concitoyen.web.pages.ballot_form import MISSING_OF_SOMEBODY, Answers, objection_errors, typing_errors
from concitoyen.web.pages.marks import ballot_of, mark_errors
from concitoyen.web.pages.paper import FORGOTTEN, CardTyped, Told, card_told, cards_page, line_told, sheet_page
from concitoyen.web.pages.paper_hall import Hall, status_of
from concitoyen.web.pages.vote import required_fields
from concitoyen.web.public import PublicEdition
from concitoyen.web.signing import requires

ENTER = requires(Act.ENTER_PAPER)
HIGHEST = 100_000
NOTHING_TYPED = CardTyped()


@get("/{place:str}/feuille", guards=[ENTER])
async def sheet(hall: NamedDependency[Hall]) -> Response[str]:
    """Type the lines of the sheet."""
    return await sync_to_thread(_sheet, hall, Answers.blank(), Told())


@post("/{place:str}/feuille", guards=[ENTER], status_code=HTTP_200_OK)
async def type_line(hall: NamedDependency[Hall]) -> Response[str]:
    """Keep a line of the sheet."""
    form = await hall.request.form()
    answers = Answers.read(form)
    line, late, unreadable = await typed(hall.request, "ligne", "tard", "illisible")

    def keep() -> Response[str]:
        view = hall.view
        number, errors = _number(line, "ligne")
        birth = answers.birth_date
        if not unreadable:
            errors += typing_errors(answers, required_fields(view), view.today, MISSING_OF_SOMEBODY)
        if errors or number is None or (birth is None and not unreadable):
            told = Told(errors=errors)
            return _sheet(hall, answers, told, line, late=bool(late))
        try:
            with hall.site.engine.begin() as desk:
                reasons: tuple[Objection, ...] = ()
                if unreadable or birth is None:
                    kept = sign_unreadable(desk, hall.edition, hall.place, number, hall.signature)
                else:
                    person = answers.person(birth)
                    kept, reasons = sign_sheet(
                        desk, hall.edition, hall.place, number, person, hall.signature, late=bool(late)
                    )
        except Refused as refusal:
            told = Told(errors=_sheet_errors(refusal.objections))
            return _sheet(hall, answers, told, line, late=bool(late))
        told = line_told(number, kept.fate, [one.text for one in reasons])
        return _sheet(hall, Answers.blank(), told, str(number + 1))

    return await sync_to_thread(keep)


@post("/{place:str}/feuille/rayer", guards=[ENTER], status_code=HTTP_200_OK)
async def strike(hall: NamedDependency[Hall]) -> Response[str]:
    """Undo a line typed wrong, by the same person typed again."""
    answers = Answers.read(await hall.request.form())
    (line,) = await typed(hall.request, "ligne-rayee")

    def undo() -> Response[str]:
        number, errors = _number(line, "ligne-rayee")
        birth = answers.birth_date
        if number is None:
            return _sheet(hall, answers, Told(errors=errors))
        try:
            with hall.site.engine.begin() as desk:
                person = answers.person(birth) if birth else None
                strike_line(desk, hall.edition, hall.place, number, person, hall.signature)
        except Refused as refusal:
            told = Told(errors=form_errors([_at(one, "ligne-rayee") for one in refusal.objections], "ligne-rayee"))
            return _sheet(hall, answers, told)
        told = Told(done=f"Ligne {number}\u00a0: rayée. Vous pouvez la saisir à nouveau.")
        return _sheet(hall, answers, told, str(number))

    return await sync_to_thread(undo)


@get("/{place:str}/cartes", guards=[ENTER])
async def cards(hall: NamedDependency[Hall]) -> Response[str]:
    """Type the cards."""
    return await sync_to_thread(_cards, hall, Answers.blank(), Told())


@post("/{place:str}/cartes", guards=[ENTER], status_code=HTTP_200_OK)
async def type_card(hall: NamedDependency[Hall]) -> Response[str]:
    """Keep what this agent read on a card."""
    answers = Answers.read(await hall.request.form())
    card, state = await typed(hall.request, "carte", "etat")

    def keep() -> Response[str]:
        view = hall.view
        contests = _contests(view)
        number, errors = _number(card, "carte")
        fate = CardFate(state) if state in set(CardFate) else CardFate.VALID
        valid = fate is CardFate.VALID
        if valid:
            errors += mark_errors(answers, contests)
        if errors or number is None:
            return _cards(hall, answers, Told(errors=errors), CardTyped(card, fate))
        ballot: Ballot | None = ballot_of(answers, contests, view.rules.form.marking) if valid else None
        try:
            with hall.site.engine.begin() as desk:
                kept = read_card(
                    desk, hall.edition, hall.place, number, ballot, hall.signature, fate=fate, chance=hall.site.chance
                )
        except Refused as refusal:
            told = Told(errors=objection_errors(refusal.objections, contests))
            return _cards(hall, answers, told, CardTyped(card, fate))
        return _cards(hall, Answers.blank(), card_told(number, kept))

    return await sync_to_thread(keep)


@post("/{place:str}/cartes/retirer", guards=[ENTER], status_code=HTTP_200_OK)
async def forget(hall: NamedDependency[Hall]) -> Response[str]:
    """Take out a card that is not on the stack: its number was typed wrong."""
    (card,) = await typed(hall.request, FORGOTTEN)

    def undo() -> Response[str]:
        number, errors = _number(card, FORGOTTEN)
        if number is None:
            return _cards(hall, Answers.blank(), Told(errors=errors), CardTyped(forgotten=card))
        try:
            with hall.site.engine.begin() as desk:
                forget_card(desk, hall.edition, hall.place, number, hall.signature)
        except Refused as refusal:
            told = Told(errors=form_errors([_at(one, FORGOTTEN) for one in refusal.objections], FORGOTTEN))
            return _cards(hall, Answers.blank(), told, CardTyped(forgotten=card))
        return _cards(hall, Answers.blank(), Told(done=f"Carte {number}\u00a0: retirée. Le journal le dit."))

    return await sync_to_thread(undo)


def _sheet(
    hall: Hall,
    answers: Answers,
    told: Told,
    line: str = "",
    *,
    late: bool = False,
) -> Response[str]:
    view = hall.view
    with hall.site.engine.read() as desk:
        place = desk.work.paper.place(hall.edition, hall.place)
        lines = [one.line for one in desk.work.paper.sheet(hall.edition, hall.place)] if not line else []
    number = line or str(max(lines, default=0) + 1)
    page = sheet_page(hall.seat(view), place, number, answers, told, late=late)
    return hall.site.private_page(page, status_of(tuple(told.errors)))


def _cards(
    hall: Hall,
    answers: Answers,
    told: Told,
    typed_card: CardTyped = NOTHING_TYPED,
) -> Response[str]:
    view = hall.view
    with hall.site.engine.read() as desk:
        place = desk.work.paper.place(hall.edition, hall.place)
        readings = desk.work.paper.readings(hall.edition, hall.place)
    page = cards_page(
        hall.seat(view),
        place,
        _contests(view),
        readings,
        answers,
        told,
        typed_card,
    )
    return hall.site.private_page(page, status_of(tuple(told.errors)))


def _contests(view: PublicEdition) -> tuple[Contest, ...]:
    """The contests of the ballot, after the closing too."""
    standing = [proposal for proposal in view.proposals if proposal.status is Status.ON_THE_BALLOT]
    return view.rules.contests(view.rules.candidates(standing))


def _number(typed_number: str, anchor: str) -> tuple[int | None, list[FormError]]:
    if typed_number.isascii() and typed_number.isdigit() and 1 <= int(typed_number) <= HIGHEST:
        return int(typed_number), []
    return None, [FormError(anchor=anchor, text="Écrivez le numéro en chiffres, à partir de 1.")]


def _sheet_errors(objections: tuple[Objection, ...]) -> tuple[FormError, ...]:
    return form_errors([_at(one, "ligne") for one in objections], "ligne")


def _at(objection: Objection, anchor: str) -> Objection:
    return objection.model_copy(update={"field": anchor})


TYPING = (sheet, type_line, strike, cards, type_card, forget)
